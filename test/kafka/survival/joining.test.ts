/** Two and three instances that join and leave while events come in. */
import type { AvroCodec } from "@stagefold/codec";
import { afterEach, beforeEach, test } from "vitest";
import type { StartedProcess } from "../../e2e/started-process.ts";
import { assignedTasks } from "./assigned-tasks.ts";
import { cleanBroker, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { until } from "./until.ts";
import { world } from "./world.ts";

const PARTITIONS = 3;
const TASKS = 2 * PARTITIONS;
const SEED = Number(process.env.STAGEFOLD_SEED ?? 2);

let codec: AvroCodec;
beforeEach(async () => {
  codec = await prepareBroker(PARTITIONS);
});
afterEach(cleanBroker);

test(`given events that come in, when two and three instances share them, one leaves and one is killed, then what is published is as if one had run undisturbed (seed ${SEED})`, async () => {
  const { feed, committed, settled, expectUndisturbed } = world(PARTITIONS, codec);
  const input = survivalLoad(40_000, SEED);
  const sendRest = feed(input);
  const [folderA, folderB, folderC] = [instanceFolder(), instanceFolder(), instanceFolder()];
  const start = (folder: string) => startInstance({ folder, configYaml: SURVIVAL_CONFIG_YAML });
  /** Each has its share, and they go on with it. */
  const shared = async (...instances: readonly StartedProcess[]): Promise<void> => {
    const share = TASKS / instances.length;
    await until(() => instances.every((instance) => assignedTasks(instance) === share));
    await committed(TASKS);
  };

  const a = start(folderA);
  const b = start(folderB);
  await until(() => assignedTasks(a) + assignedTasks(b) === TASKS);
  await committed(TASKS);
  const c = start(folderC);
  await shared(a, b, c);
  await stopInstance(a);
  await until(() => assignedTasks(b) + assignedTasks(c) === TASKS);
  await committed(TASKS);
  const again = start(folderA);
  await shared(again, b, c);
  c.kill("SIGKILL");
  await c.ended();
  await until(() => assignedTasks(again) + assignedTasks(b) === TASKS);
  await committed(TASKS);
  await stopInstance(b);
  await shared(again);
  await sendRest();
  await settled();
  await stopInstance(again);

  await expectUndisturbed(input);
}, 180_000);
