/** Instances that share the partitions through their groups alone; the embedded log says what is to come out. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type AvroCodec, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import { openKafkaLog } from "@stagefold/kafka";
import { type Log, type OutRecord, partitionOf } from "@stagefold/processing";
import {
  FUNNEL_DELTAS,
  FUNNEL_METRICS,
  FUNNEL_METRICS_GROUP,
  LEAD_EVENTS,
  LEAD_STAYS,
  LEAD_TRACKER,
} from "@stagefold/processors";
import {
  createLogger,
  metricsTasks,
  openFolderLog,
  PROCESSORS,
  runEmbedded,
  runKafka,
  trackerTasks,
} from "@stagefold/service";
import kafkajs from "kafkajs";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const brokers = inject("brokers").split(",");
const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
const PARTITIONS = 4;

beforeAll(async () => {
  await admin.connect();
  await makeTopics(brokers, PARTITIONS);
});
afterAll(async () => {
  await deleteTopics(brokers);
  await admin.disconnect();
});

const config = parseConfig(
  "tenants:\n  acme: { timeZone: Europe/Rome, currency: EUR, " +
    "funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } }\n",
  "config.yaml",
);
const embedded = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const FIRST = Date.UTC(2026, 2, 2, 8);

/** Leads `from` up to `to`, each an MQL and then an SQL, days ago. */
function leads(codec: AvroCodec, from: number, to: number): OutRecord[] {
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  return Array.from({ length: to - from }, (_, index) => from + index).flatMap((lead) =>
    (["MQL", "SQL"] as const).map((stage, step) => {
      const leadId = `lead-${lead}`;
      const occurredAt = FIRST + lead * 60_000 + step * 3_600_000;
      const event = { type: "LeadStageChanged", eventId: `${leadId}.${stage}`, tenantId: "acme", leadId } as const;
      const key = Buffer.from(`acme|${leadId}`);
      const value = codec.encode({ ...event, stage, occurredAt, ...nothing });
      return { topic: LEAD_EVENTS, partition: partitionOf(key, PARTITIONS), key, value, headers: null };
    }),
  );
}

/** The newest value of each key, without what SEMANTICS 8 lets differ on the way. */
async function folded(log: Log, codec: AvroCodec, topic: string): Promise<Map<string, unknown>> {
  const newest = new Map<string, unknown>();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const end = await log.endOffset(topic, partition);
    for (let offset = await log.firstOffset(topic, partition); offset < end; ) {
      const { records, nextOffset } = await log.read(topic, partition, offset, { records: 1_000, bytes: 1 << 20 });
      for (const { key, value } of records) {
        const name = Buffer.from(key ?? []).toString();
        const content = value === null ? {} : contentOf(codec, value);
        if (content.value === 0 || content.value === null) newest.delete(name);
        else newest.set(name, content);
      }
      offset = nextOffset;
    }
  }
  return newest;
}

/** A record's fields: a row that holds nothing may be there or not, a closed one be final or restated. */
function contentOf(codec: AvroCodec, value: Uint8Array): Readonly<Record<string, unknown>> {
  const decoded = codec.decode(value);
  if (!decoded.ok) throw new Error(decoded.detail);
  const content: Readonly<Record<string, unknown>> = { ...decoded.record, revision: 0, asOf: 0 };
  return content.status === "RESTATED" ? { ...content, status: "FINAL" } : content;
}

interface Instance {
  /** Tasks by name, as last said in its log. */
  readonly tasks: Map<string, string>;
  stop(): Promise<void>;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-instance-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function startInstance(clientId: string): Instance {
  const stop = new AbortController();
  const tasks = new Map<string, string>();
  const out = {
    write(line: string): void {
      const { msg, task } = JSON.parse(line);
      if (task !== undefined) tasks.set(task, msg);
    },
  };
  const ended = runKafka({
    connection: { brokers, clientId },
    registry: { url: inject("registry") },
    folder: newFolder(),
    config,
    processors: Object.values(PROCESSORS),
    signal: stop.signal,
    logger: createLogger({ service: clientId, level: "info", out }),
    sessionTimeoutMs: 6_000,
    heartbeatMs: 200,
  });
  const failed = ended.catch((error: unknown) => error);
  return {
    tasks,
    async stop() {
      stop.abort();
      const error = await failed;
      if (error !== undefined) throw error;
    },
  };
}

/** Waits until it holds; a test that waits in vain runs into its limit of time. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}

/** Whether the groups have committed all there is of what they follow. */
async function caughtUp(log: Log): Promise<boolean> {
  for (const [groupId, topic] of [
    [LEAD_TRACKER, LEAD_EVENTS],
    [FUNNEL_METRICS_GROUP, FUNNEL_DELTAS],
  ] as const) {
    const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
    for (const { partition, offset } of offsets?.partitions ?? []) {
      if (Number(offset) < (await log.endOffset(topic, partition))) return false;
    }
  }
  return true;
}

/** What the embedded log makes of the same events: stays and metrics. */
async function expected(leadCount: number): Promise<readonly Map<string, unknown>[]> {
  const folder = newFolder();
  const log = openFolderLog({ folder, partitions: PARTITIONS, wallClock: Date.now });
  await log.append(leads(embedded, 0, leadCount));
  await log.close();
  const stop = new AbortController();
  const done = new Set<string>();
  const out = {
    write(line: string): void {
      const { msg, task } = JSON.parse(line);
      if (msg === "caught up") done.add(task);
      if (done.size === 2 * PARTITIONS) stop.abort();
    },
  };
  const logger = createLogger({ service: "embedded", level: "info", out });
  const processors = [trackerTasks, metricsTasks];
  await runEmbedded({ folder, config, partitions: PARTITIONS, processors, signal: stop.signal, logger });
  const after = openFolderLog({ folder, partitions: PARTITIONS, wallClock: Date.now });
  const published = [await folded(after, embedded, LEAD_STAYS), await folded(after, embedded, FUNNEL_METRICS)];
  await after.close();
  return published;
}

test("given events, when an instance joins and another leaves while more come in, then what is published is as if one had run undisturbed", async () => {
  const log = openKafkaLog({ brokers, clientId: "test" });
  const codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
  const events = leads(codec, 0, 900);
  await log.append(events.slice(0, 600));
  const first = startInstance("first");
  await until(() => first.tasks.size === 2 * PARTITIONS);

  const second = startInstance("second");
  await log.append(events.slice(600, 1_200));
  await until(() => second.tasks.size === PARTITIONS);
  await first.stop();
  await log.append(events.slice(1_200));
  await until(() => second.tasks.size === 2 * PARTITIONS);
  await until(() => caughtUp(log));
  await second.stop();

  const published = [await folded(log, codec, LEAD_STAYS), await folded(log, codec, FUNNEL_METRICS)];
  await log.close();
  expect(published.map(({ size }) => size > 0)).toEqual([true, true]);
  expect(published).toEqual(await expected(900));
});
