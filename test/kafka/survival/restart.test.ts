/** An instance that is started again is who it was: its data folder says so. */
import { cpSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cleanBroker, groupStates, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { until } from "./until.ts";

const PARTITIONS = 2;
const LAST_TASK = "stagefold-funnel-metrics.1";

beforeEach(() => prepareBroker(PARTITIONS));
afterEach(cleanBroker);

const start = (folder: string, session = "PT6S") =>
  startInstance({ folder, configYaml: SURVIVAL_CONFIG_YAML, session });

test("given an instance that was killed, when it is started again, then it has its tasks back before its session has ended", async () => {
  const folder = instanceFolder();
  // It would last longer than the test may.
  const session = "PT5M";
  const killed = start(folder, session);
  await killed.logged("task taken over", LAST_TASK);
  killed.kill("SIGKILL");
  await killed.ended();

  const again = start(folder, session);
  await again.logged("task taken over", LAST_TASK);
  await stopInstance(again);

  // Who stops leaves: another need not wait either.
  const other = start(instanceFolder(), session);
  await other.logged("task taken over", LAST_TASK);
  await stopInstance(other);
});

test("given an instance that runs, when another is started on a copy of its folder, then the first ends, and says why", async () => {
  const folder = instanceFolder();
  const first = start(folder);
  await first.logged("task taken over", LAST_TASK);
  const copy = instanceFolder();
  cpSync(folder, copy, { recursive: true });

  const second = start(copy);

  expect(await first.ended(), first.output()).toBe(1);
  expect(first.output()).toContain("every process needs a data folder of its own");
  await second.logged("task taken over", LAST_TASK);
  await stopInstance(second);
});

test("given an instance that waits for its group, which waits for one that was killed, when it is told to stop, then it does", async () => {
  const folder = instanceFolder();
  const session = "PT5M";
  const killed = start(folder, session);
  await killed.logged("task taken over", LAST_TASK);
  killed.kill("SIGKILL");
  await killed.ended();

  const waiting = start(instanceFolder(), session);
  await until(async () => (await groupStates()).every((state) => state === "PreparingRebalance"));
  await stopInstance(waiting);

  // Nobody is left in the group but who was killed: it has its place.
  const again = start(folder, session);
  await again.logged("task taken over", LAST_TASK);
  await stopInstance(again);
});
