/** A client that has none of our code: docs/examples/python-consumer folds what is published to what we fold it to. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { type AvroCodec, type AvroRecord, createAvroCodec, SCHEMAS } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import { openKafkaLog, openSchemaRegistry } from "@stagefold/kafka";
import { type OutRecord, partitionOf } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, LEAD_STAYS, SLA_BREACHES, SPEND_EVENTS } from "@stagefold/processors";
import { createLogger, PROCESSORS, runKafka } from "@stagefold/service";
import avsc from "avsc";
import kafkajs from "kafkajs";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { foldPublished } from "../law/published.ts";
import type { FoldedOutputs } from "../model/fold-outputs.ts";
import type { OutputRow } from "../model/output-row.ts";
import { pythonWith } from "../neighbours/python-packages.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const EXAMPLE = join(import.meta.dirname, "../../docs/examples/python-consumer");
const brokers = inject("brokers").split(",");
const log = openKafkaLog({ brokers, clientId: "test" });
const PARTITIONS = 2;
const MONDAY = Date.UTC(2026, 2, 2, 8);
const HOUR = 3_600_000;

const config = parseConfig(
  `
tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL, velocities: ["MQL>SQL"] }
    segments: [[], [channel]]
    slas: [{ id: speed, severity: page, starts: { entersStage: MQL }, ends: [{ activityBy: SALES }], within: PT1H }]
publish: { grains: [MONTH, YEAR] }
`,
  "config.yaml",
);

let codec: AvroCodec;
beforeAll(async () => {
  codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
});
afterAll(() => log.close());

/** Topics with nothing in them, which go after whatever the test starts later on. */
async function emptyTopics(): Promise<void> {
  onTestFinished(() => deleteTopics(brokers));
  await makeTopics(brokers, PARTITIONS);
}

interface Processors {
  /** What is published once it is as awaited. Throws what ended the processors before. */
  published(asAwaited: (folded: FoldedOutputs) => boolean): Promise<FoldedOutputs>;
  /** Ends them, with all committed. */
  stop(): Promise<void>;
}

function startProcessors(): Processors {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-python-consumer-"));
  const stop = new AbortController();
  const ended = runKafka({
    connection: { brokers, clientId: "processors" },
    registry: { url: inject("registry") },
    folder,
    config,
    processors: [PROCESSORS["lead-tracker"], PROCESSORS["funnel-metrics"]],
    signal: stop.signal,
    logger: createLogger({ service: "processors", level: "fatal", out: { write: () => {} } }),
    sessionTimeoutMs: 6_000,
    heartbeatMs: 200,
  });
  const end = async (): Promise<void> => {
    stop.abort();
    await ended;
  };
  onTestFinished(async () => {
    await end().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  });
  const published = async (asAwaited: (folded: FoldedOutputs) => boolean): Promise<FoldedOutputs> => {
    for (;;) {
      const folded = await foldPublished(log, PARTITIONS, codec);
      if (asAwaited(folded)) return folded;
      await Promise.race([ended, setTimeout(50)]);
    }
  };
  return { published, stop: end };
}

function record(topic: string, key: string, value: AvroRecord): OutRecord {
  const bytes = Buffer.from(key);
  return { topic, partition: partitionOf(bytes, PARTITIONS), key: bytes, value: codec.encode(value), headers: null };
}

function moved(leadId: string, eventId: string, stage: string, hours: number): OutRecord {
  const carried = { reason: "war schon da: Zoë", channel: leadId === "anna" ? "paid" : null, campaignId: null };
  const of = { eventId, tenantId: "acme", leadId, sequence: null, ownerId: null, attributes: {} };
  const occurredAt = MONDAY + hours * HOUR;
  return record(LEAD_EVENTS, `acme|${leadId}`, { type: "LeadStageChanged", ...of, ...carried, occurredAt, stage });
}

function called(leadId: string, eventId: string, hours: number): OutRecord {
  const of = { eventId, tenantId: "acme", leadId, sequence: null, attributes: {}, kind: "call" };
  const occurredAt = MONDAY + hours * HOUR;
  return record(LEAD_EVENTS, `acme|${leadId}`, { type: "LeadActivityRecorded", ...of, occurredAt, actor: "SALES" });
}

function spendAndTarget(): OutRecord[] {
  const day = Math.floor(MONDAY / (24 * HOUR));
  const of = { eventId: "e1", tenantId: "acme", channel: null };
  const spend = { spendId: "march", revision: 0, firstDay: day, lastDay: day + 6, amountMicros: 1_234_567_891 };
  return [
    record(SPEND_EVENTS, "acme", { type: "SpendRecorded", ...of, ...spend, currency: "EUR", campaignId: null }),
    record(FUNNEL_TARGETS, "acme", {
      type: "TargetSet",
      ...of,
      stage: "SQL",
      month: "2026-03",
      revision: 0,
      target: 3,
    }),
  ];
}

function metric(folded: FoldedOutputs, metricId: string): OutputRow | undefined {
  return [...folded.metrics].find((row) => row.metricId === metricId);
}

/** Writes a stay that never was, in a transaction that is taken back. */
async function writeInVain(value: Uint8Array): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  const producer = kafka.producer({ transactionalId: "in-vain", idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    const transaction = await producer.transaction();
    await transaction.send({ topic: LEAD_STAYS, messages: [{ key: "acme|nobody|e1", value: Buffer.from(value) }] });
    await transaction.abort();
  } finally {
    await producer.disconnect();
  }
}

/** What the example prints. */
async function consumed(): Promise<Readonly<Record<string, Readonly<Record<string, OutputRow>>>>> {
  const requirements = join(EXAMPLE, "requirements.txt");
  const python = await pythonWith({
    name: `python-consumer-${createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12)}`,
    packages: ["-r", requirements],
    needed: "the tests by a consumer in Python",
  });
  const addresses = ["--brokers", brokers.join(), "--registry", inject("registry")];
  const { stdout } = await promisify(execFile)(python, [join(EXAMPLE, "consume.py"), ...addresses]);
  return JSON.parse(stdout);
}

/** Rows by id, without their type, which the example does not print. */
function plain(rows: Iterable<OutputRow>, id: string): Readonly<Record<string, OutputRow>> {
  const entries = [...rows].map(({ type: _, ...row }) => [String(row[id]), row] as const);
  return Object.fromEntries(entries);
}

/** Ours leave nulls out; the example prints every field. */
function withoutNulls(rows: Readonly<Record<string, OutputRow>>): Readonly<Record<string, OutputRow>> {
  const told = (row: OutputRow) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, told(row)]));
}

test("given stays withdrawn, breaches retracted and metrics restated, then a consumer in Python has the newest of each, as we do", async () => {
  await emptyTopics();
  const processors = startProcessors();
  await log.append([moved("anna", "a1", "MQL", 0), moved("anna", "a3", "SQL", 4), moved("ben", "b1", "MQL", 1)]);
  await log.append([moved("carla", "c1", "MQL", 0), called("carla", "c2", 5), ...spendAndTarget()]);
  await processors.published(
    (now) =>
      now.stays.has("acme|anna|a3") &&
      now.breaches.get("acme|anna|speed|a1")?.kind === "RESOLVED" &&
      now.breaches.get("acme|carla|speed|c1")?.kind === "RESOLVED",
  );
  // Late: anna was accepted two hours earlier, and had been called in time.
  await log.append([moved("anna", "a2", "SQL", 2), called("anna", "a4", 0.5)]);
  const velocity = "acme|velocity|MQL>SQL|channel=paid|MONTH|2026-03-01";
  await processors.published(
    (now) =>
      !now.stays.has("acme|anna|a3") &&
      now.breaches.get("acme|anna|speed|a1")?.kind === "RETRACTED" &&
      metric(now, velocity)?.value === 2 * HOUR,
  );
  await processors.stop();
  const ours = await foldPublished(log, PARTITIONS, codec);
  await writeInVain(codec.encode({ ...stayThatNeverWas(), type: "LeadStageStay" }));

  const theirs = await consumed();

  expect(withoutNulls(theirs["lead-stays"] ?? {})).toEqual(plain(ours.stays.values(), "stayId"));
  expect(withoutNulls(theirs["sla-breaches"] ?? {})).toEqual(plain(ours.breaches.values(), "clockId"));
  expect(withoutNulls(theirs["funnel-metrics"] ?? {})).toEqual(plain(ours.metrics, "metricId"));
  expect(Object.keys(theirs["lead-stays"] ?? {}).sort()).toEqual([
    "acme|anna|a1",
    "acme|anna|a2",
    "acme|ben|b1",
    "acme|carla|c1",
  ]);
});

test("given an event of a version to come, with a field and a kind that nobody knows yet, then the consumer leaves out the one and has the other as UNKNOWN", async () => {
  await emptyTopics();
  const later = JSON.parse(SCHEMAS.SlaBreachEvent, (key, value) =>
    key === "symbols" ? [...value, "ESCALATED"] : value,
  ) as { readonly fields: readonly unknown[] };
  const mood = { name: "mood", type: "string", default: "good" };
  const schema = JSON.stringify({ ...later, fields: [mood, ...later.fields] });
  // Values name their schema by number, whatever the subject. Those of the topic are other tests' as well.
  const id = await openSchemaRegistry({ url: inject("registry") }).register("python-consumer-later", schema);
  const of = { eventId: "x", clockId: "acme|dan|speed|d1", slaId: "speed", severity: "page", tenantId: "acme" };
  const clock = { leadId: "dan", stage: "MQL", startedAt: MONDAY, dueAt: MONDAY, detectedAt: MONDAY, live: true };
  const absent = { endedAt: null, overdueMs: null, channel: null, campaignId: null, ownerId: null };
  const event = { ...of, ...clock, ...absent, kind: "ESCALATED", mood: "bad" };
  const head = Buffer.alloc(5);
  head.writeUInt32BE(id, 1);
  const body = avsc.Type.forSchema(JSON.parse(schema), { wrapUnions: "never" }).toBuffer(event);
  const [key, value] = [Buffer.from("acme|dan"), Buffer.concat([head, body])];
  const partition = partitionOf(key, PARTITIONS);
  await log.append([{ topic: SLA_BREACHES, partition, key, value, headers: null }]);

  const { "sla-breaches": breaches } = await consumed();

  const { mood: _, ...known } = event;
  const at = new Date(MONDAY).toISOString();
  const expected = { ...known, kind: "UNKNOWN", startedAt: at, dueAt: at, detectedAt: at };
  expect(breaches?.["acme|dan|speed|d1"]).toEqual(expected);
});

function stayThatNeverWas(): Omit<Extract<AvroRecord, { readonly type: "LeadStageStay" }>, "type"> {
  const of = { stayId: "acme|nobody|e1", tenantId: "acme", leadId: "nobody", stage: "MQL", visit: 1, revision: 1 };
  const open = { previousStage: null, nextStage: null, exitedAt: null, durationMs: null };
  return { ...of, ...open, enteredAt: MONDAY, reason: null, channel: null, campaignId: null, ownerId: null };
}
