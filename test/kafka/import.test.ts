/** `stagefold import` to Kafka: what is killed goes on where it was, and the topics have every event once. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type AvroCodec, createAvroCodec } from "@stagefold/codec";
import { openKafkaLog } from "@stagefold/kafka";
import { LEAD_EVENTS } from "@stagefold/processors";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { importFolder } from "../cli/import-folder.ts";
import { killAll, type StartedProcess, startProcess } from "../e2e/started-process.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const brokers = inject("brokers");
const log = openKafkaLog({ brokers: brokers.split(","), clientId: "test" });
const PARTITIONS = 3;
const ROWS = 30_000;

let codec: AvroCodec;
beforeAll(async () => {
  await makeTopics(brokers.split(","), PARTITIONS);
  codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
});
afterEach(killAll);
afterAll(async () => {
  await log.close();
  await deleteTopics(brokers.split(","));
});

async function ends(): Promise<readonly number[]> {
  return Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => log.endOffset(LEAD_EVENTS, partition)));
}

/** The ids of all events in the topic, in the order of their partitions. */
async function eventIds(): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [partition, end] of (await ends()).entries()) {
    for (let offset = 0; offset < end; ) {
      const { records, nextOffset } = await log.read(LEAD_EVENTS, partition, offset, {
        records: 5_000,
        bytes: 1 << 24,
      });
      for (const { value } of records) {
        const decoded = codec.decode(value ?? Buffer.alloc(0));
        if (decoded.ok && decoded.record.type === "LeadStageChanged") ids.push(decoded.record.eventId);
      }
      offset = nextOffset;
    }
  }
  return ids;
}

function importing(cwd: string, more: readonly string[] = []): StartedProcess {
  const to = ["--brokers", brokers, "--registry", inject("registry"), "--data", join(cwd, "data"), "--json"];
  const args = ["import", "leads", join(cwd, "leads.csv"), "--config", join(cwd, "config.yaml"), ...to, ...more];
  return startProcess("packages/cli/src/main.ts", args, {});
}

test("given an import to Kafka that is killed, then the next one goes on, the topic has every event once, and another folder learns what is there", async () => {
  const rows = Array.from({ length: ROWS }, (_, n) => `lead-${n},Qualified,2026-03-02T09:00:00Z,,Bob,Web\n`);
  const cwd = importFolder({ "leads.csv": `Lead ID,Stage,Changed,Zone,Owner,Channel\n${rows.join("")}` });

  for (const count of [1, 10_000]) {
    const started = importing(cwd);
    while ((await ends()).reduce((sum, end) => sum + end, 0) < count) {
      started.assertRuns();
      await setTimeout(10);
    }
    started.kill("SIGKILL");
    await started.ended();
  }
  const last = importing(cwd);
  expect([await last.ended(), last.output()]).toEqual([0, expect.stringContaining('"interrupted": false')]);
  const ids = await eventIds();
  expect([ids.length, new Set(ids).size]).toEqual([ROWS, ROWS]);

  const elsewhere = importFolder({});
  writeFileSync(
    join(elsewhere, "leads.csv"),
    `Lead ID,Stage,Changed,Zone,Owner,Channel\n${rows.slice(0, 100).join("")}`,
  );
  const dry = importing(elsewhere, ["--dry-run"]);
  expect([await dry.ended(), dry.output()]).toEqual([0, expect.stringContaining('"duplicates": 100')]);
  const again = importing(elsewhere);
  expect([await again.ended(), again.output()]).toEqual([0, expect.stringContaining('"duplicates": 100')]);
  expect(await eventIds()).toHaveLength(ROWS);
}, 120_000);
