/** An instance that is started again is who it was: its data folder says so. */
import { cpSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { createStagefoldTopics, deleteStagefoldTopics } from "./stagefold-topics.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";

const brokers = inject("brokers").split(",");
const PARTITIONS = 2;
const LAST_TASK = "stagefold-funnel-metrics.1";

beforeAll(() => createStagefoldTopics(brokers, PARTITIONS));
afterAll(() => deleteStagefoldTopics(brokers));

// Longer than the test may take.
const start = (folder: string) => startInstance({ brokers, folder, configYaml: SURVIVAL_CONFIG_YAML, session: "PT5M" });

test("given an instance that was killed, when it is started again, then it has its tasks back before its session has ended", async () => {
  const folder = instanceFolder();
  const killed = start(folder);
  await killed.logged("task taken over", LAST_TASK);
  killed.kill("SIGKILL");
  await killed.ended();

  const again = start(folder);
  await again.logged("task taken over", LAST_TASK);
  await stopInstance(again);

  // Who stops leaves: another need not wait either.
  const other = start(instanceFolder());
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
