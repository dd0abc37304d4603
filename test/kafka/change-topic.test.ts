/** A CRM's table whose changes Debezium writes to Kafka: its topic followed into lead-events, through restarts, each change once. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS, formatInput } from "@stagefold/codec";
import { parseConfigFile, type SourceConfig } from "@stagefold/config";
import type { InputRecord } from "@stagefold/domain";
import {
  followSourceTopic,
  type Intake,
  openIntake,
  type RefusedFromTopic,
  type TakenFromTopic,
} from "@stagefold/intake";
import { type KafkaLog, openKafkaLog } from "@stagefold/kafka";
import { LEAD_EVENTS } from "@stagefold/processors";
import { createMapper } from "@stagefold/sources";
import kafkajs from "kafkajs";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { CONFIG_YAML } from "../sources/documented-config.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const TOPIC = "crm.public.leads";
const PARTITIONS = 2;
const FIXTURE = join(import.meta.dirname, "../sources/fixtures/debezium");
const brokers = inject("brokers").split(",");
const kafka = new kafkajs.Kafka({ brokers, clientId: "connect", logLevel: kafkajs.logLevel.NOTHING });
const admin = kafka.admin();
const connector = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const forever = new AbortController().signal;
const { config, sources } = parseConfigFile(
  `${CONFIG_YAML}sources:\n  crm: { extends: debezium-leads, tenantId: { value: acme }, topic: ${TOPIC} }\n`,
  "stagefold.yaml",
);
const source = sources.get("crm") as SourceConfig;

beforeAll(async () => {
  await admin.connect();
  await connector.connect();
  await makeTopics(brokers, PARTITIONS);
});
afterAll(async () => {
  const made = (await admin.listTopics()).filter((name) => name === TOPIC);
  await admin.deleteTopics({ topics: made });
  await deleteTopics(brokers);
  await connector.disconnect();
  await admin.disconnect();
});

const changes = readFileSync(join(FIXTURE, "crm.public.leads.ndjson"), "utf8").trimEnd().split("\n");
const expected = readFileSync(join(FIXTURE, "expected.ndjson"), "utf8").trimEnd().split("\n");

/** As a connector does: keyed by the row's id, compressed; null is the tombstone after a deletion. */
async function write(...values: readonly (string | null)[]): Promise<void> {
  await connector.send({
    topic: TOPIC,
    compression: kafkajs.CompressionTypes.GZIP,
    messages: values.map((value) => ({ key: `{"id":${/"id": ?(\d+)/.exec(value ?? "")?.[1] ?? 72}}`, value })),
  });
}

function openLog(): KafkaLog {
  const log = openKafkaLog({ brokers, clientId: "stagefold-intake", outputs: [LEAD_EVENTS], writesAnywhere: true });
  onTestFinished(() => log.close());
  return log;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-changes-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function open(folder: string, log: KafkaLog): Promise<Intake> {
  const intake = openIntake({ folder, log, codec, config, capacityBytes: 1 << 20, wallClock: Date.now });
  onTestFinished(() => intake.close(0));
  await intake.ready(forever);
  return intake;
}

interface Followed {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedFromTopic[];
}

/** Follows until all is taken, or `enough` says that it is. */
async function follow(
  intake: Intake,
  log: KafkaLog,
  enough: (taken: TakenFromTopic) => boolean = () => false,
): Promise<Followed> {
  const stopping = new AbortController();
  const refused: RefusedFromTopic[] = [];
  let accepted = 0;
  let duplicates = 0;
  await followSourceTopic({
    log,
    topic: TOPIC,
    source,
    mapper: createMapper(source, config),
    intake,
    signal: stopping.signal,
    observer: {
      onCaughtUp: () => stopping.abort(),
      onRefused: (one) => refused.push(one),
      onTaken(taken) {
        accepted += taken.accepted;
        duplicates += taken.duplicates;
        if (enough(taken)) stopping.abort();
      },
    },
  });
  return { accepted, duplicates, refused };
}

/** The events in lead-events, as lines, sorted: partitions have no order among each other. */
async function published(log: KafkaLog): Promise<string[]> {
  const found: string[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const end = await log.endOffset(LEAD_EVENTS, partition);
    for (let at = await log.firstOffset(LEAD_EVENTS, partition); at < end; ) {
      const { records, nextOffset } = await log.read(LEAD_EVENTS, partition, at, { records: 1_000, bytes: 1 << 20 });
      for (const { value } of records) {
        const decoded = codec.decode(value as Uint8Array);
        if (decoded.ok) found.push(formatInput(decoded.record as InputRecord));
      }
      at = nextOffset;
    }
  }
  return found.sort();
}

test("given a topic that comes later than who follows it, stops and restarts, changes written twice and a value that is no JSON, then each change of the stage is in lead-events once", async () => {
  const log = openLog();
  const folder = newFolder();
  const first = await open(folder, log);
  const stopping = new AbortController();
  // Nobody has made the topic yet: it is waited for.
  await followSourceTopic({
    log,
    topic: TOPIC,
    source,
    mapper: createMapper(source, config),
    intake: first,
    signal: stopping.signal,
    observer: { onTrouble: () => stopping.abort() },
  });
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: PARTITIONS }] });
  await write(...changes.slice(0, 3));
  // Stopped with the first part that is taken, before it is brought over.
  await follow(first, log, () => true);
  await first.close(0);

  const second = await open(folder, log);
  await write("{ no JSON", ...changes.slice(1), null);
  const { refused } = await follow(second, log);
  await second.published(forever);

  expect(refused).toMatchObject([{ topic: TOPIC, reason: null, detail: expect.stringContaining("JSON") }]);
  expect(await published(log)).toEqual([...expected].sort());

  // One that lost its file reads the topic from its beginning, and finds all of it known.
  const other = await open(newFolder(), log);
  const again = await follow(other, log);
  expect(again).toMatchObject({ accepted: 0, duplicates: expected.length + 2 });
  expect(await published(log)).toEqual([...expected].sort());
});
