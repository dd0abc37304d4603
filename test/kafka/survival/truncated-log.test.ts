/** A log that has lost what a task needs: said in a line that helps, instead of wrong figures. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LEAD_EVENTS, LEAD_TRACKER } from "@stagefold/processors";
import kafkajs from "kafkajs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { brokers, cleanBroker, prepareBroker } from "./clean-broker.ts";
import { entersMql, FEW_LEADS_CONFIG_YAML } from "./few-leads.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { taskMarks } from "./task-marks.ts";
import { type World, world } from "./world.ts";

const BEGAN = Date.UTC(2026, 2, 2, 8);

let here: World;
beforeEach(async () => {
  here = world(1, await prepareBroker(1));
});
afterEach(cleanBroker);

/** Takes leads in, and stops; gives how far the lead-tracker has read. */
async function run(folder: string, leadId: string): Promise<number> {
  await here.send(["a", "b", "c"].map((which) => entersMql(`${leadId}-${which}`, BEGAN)));
  const instance = startInstance({ folder, configYaml: FEW_LEADS_CONFIG_YAML });
  await here.settled();
  await stopInstance(instance);
  return (await taskMarks(here.log)).get(`${LEAD_TRACKER}.0`)?.at(-1)?.positions[LEAD_EVENTS] ?? 0;
}

async function deleteBefore(offset: number): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [...brokers()], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  // kafkajs finds the leader only of a topic that it has been asked about.
  await admin.fetchTopicOffsets(LEAD_EVENTS);
  await admin.deleteTopicRecords({ topic: LEAD_EVENTS, partitions: [{ partition: 0, offset: String(offset) }] });
  await admin.disconnect();
}

/** Starts, and gives what it says as it ends. */
async function said(folder: string): Promise<string> {
  const instance = startInstance({ folder, configYaml: FEW_LEADS_CONFIG_YAML });
  expect(await instance.ended()).toBe(1);
  return instance.output();
}

test("given a log without its beginning, when a store is there, then the service goes on; when it is wiped, then it ends and says what is missing", async () => {
  const folder = instanceFolder();
  const end = await run(folder, "first");
  await deleteBefore(end - 1);

  await run(folder, "second");
  rmSync(join(folder, "data", "stores"), { recursive: true });
  const words = await said(folder);

  expect(words).toContain("STF-SNP-004");
  expect(words).toContain(`needs lead-events[0] from offset 0, and the first available offset is ${end - 1}`);
  expect(words).toContain(`Bring back the task's store or a snapshot that stands at offset ${end - 1} or later`);
});

test("given a log cut beyond where an old store stands, when that is put back, then the service ends and names the offset it needs", async () => {
  const folder = instanceFolder();
  const stores = join(folder, "data", "stores");
  const copy = join(folder, "copy");
  const stood = await run(folder, "first");
  cpSync(stores, copy, { recursive: true });
  const end = await run(folder, "second");
  await deleteBefore(end - 1);

  rmSync(stores, { recursive: true });
  cpSync(copy, stores, { recursive: true });
  const words = await said(folder);

  expect(words).toContain(`needs lead-events[0] from offset ${stood}, and the first available offset is ${end - 1}`);
});
