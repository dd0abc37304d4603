/** An instance that stands still for longer than its session: others take its tasks, and it may not write any more. */
import type { AvroCodec } from "@stagefold/codec";
import { afterEach, beforeEach, test } from "vitest";
import type { StartedProcess } from "../../e2e/started-process.ts";
import { assignedTasks, failureCodes, heldTasks } from "./assigned-tasks.ts";
import { cleanBroker, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { until } from "./until.ts";
import { world } from "./world.ts";

const PARTITIONS = 2;
const TASKS = 2 * PARTITIONS;
const FENCED = "STF-LOG-001";
const SEED = Number(process.env.STAGEFOLD_SEED ?? 3);

let codec: AvroCodec;
beforeEach(async () => {
  codec = await prepareBroker(PARTITIONS);
});
afterEach(cleanBroker);

test(`given two instances, when each in turn is frozen in the middle of its work until the other has its tasks, then its writes are refused, it goes on with tasks that it is given, and what is published is as if none had been (seed ${SEED})`, async () => {
  const { feed, committed, settled, expectUndisturbed } = world(PARTITIONS, codec);
  const input = survivalLoad(40_000, SEED);
  const sendRest = feed(input);
  const start = () => startInstance({ folder: instanceFolder(), configYaml: SURVIVAL_CONFIG_YAML });
  const instances = [start(), start()] as const;
  const refused = (instance: StartedProcess) => failureCodes(instance).filter((code) => code === FENCED).length;
  const half = TASKS / 2;
  // One that has not taken its tasks over yet has nothing to write.
  const shared = () =>
    until(() => instances.every((instance) => assignedTasks(instance) === half && heldTasks(instance) === half));

  for (const [frozen, other] of [instances, [...instances].reverse() as unknown as typeof instances]) {
    await shared();
    await committed(TASKS);
    frozen.kill("SIGSTOP");
    await until(() => assignedTasks(other) === TASKS);
    await committed(2 * TASKS);
    const before = refused(frozen);
    frozen.kill("SIGCONT");
    await until(() => refused(frozen) > before);
  }
  await shared();
  await committed(TASKS);
  await sendRest();
  await settled();
  await Promise.all(instances.map(stopInstance));

  await expectUndisturbed(input);
}, 180_000);
