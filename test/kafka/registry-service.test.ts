/** A lead-tracker on a broker and a registry that is frozen, stopped, and asked about writers that are not ours. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type AvroRecord, createAvroCodec, SCHEMAS, type SchemaIds } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import type { LeadStageStay } from "@stagefold/domain";
import { openKafkaLog, openSchemaRegistry } from "@stagefold/kafka";
import { type LogRecord, type OutRecord, partitionOf } from "@stagefold/processing";
import { DEAD_LETTERS, LEAD_EVENTS, LEAD_STAYS } from "@stagefold/processors";
import { createLogger, PROCESSORS, runKafka } from "@stagefold/service";
import avsc from "avsc";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { NO_OWN_SERVERS, startOwnRegistry } from "./neighbours/own-servers.ts";
import type { Server } from "./neighbours/server.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const brokers = inject("brokers").split(",");
const log = openKafkaLog({ brokers, clientId: "test" });
const PARTITIONS = 2;
const SUBJECT = "lead-events-stagefold.lead.LeadStageChanged";

const config = parseConfig(
  "tenants:\n  acme: { timeZone: Europe/Rome, currency: EUR, " +
    "funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } }\n",
  "config.yaml",
);

type Line = Readonly<Record<string, unknown>> & { readonly msg: string; readonly err?: { readonly code?: string } };

/** Waits until it holds; a test that waits in vain runs into its limit of time. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-registry-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Tracker {
  /** Its log. */
  readonly lines: readonly Line[];
  /** What ended it; undefined: it was told to. */
  readonly ended: Promise<unknown>;
  /** Throws what ended it before. */
  stop(): Promise<void>;
}

function startTracker(url: string, folder: string): Tracker {
  const stop = new AbortController();
  const lines: Line[] = [];
  const out = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const ended = runKafka({
    connection: { brokers, clientId: "tracker" },
    registry: { url },
    folder,
    config,
    processors: [PROCESSORS["lead-tracker"]],
    signal: stop.signal,
    logger: createLogger({ service: "tracker", level: "info", out }),
    sessionTimeoutMs: 6_000,
    heartbeatMs: 200,
  }).catch((error: unknown) => error);
  const end = async (): Promise<void> => {
    stop.abort();
    const error = await ended;
    if (error !== undefined) throw error;
  };
  // Where a test failed on its way, its topics go after the last who reads them.
  onTestFinished(() => end().catch(() => {}));
  return { lines, ended, stop: end };
}

/** A lead of that name and partition that was not there before. */
let leads = 0;
function leadIn(partition: number): string {
  for (;;) {
    const leadId = `lead-${leads++}`;
    if (partitionOf(Buffer.from(`acme|${leadId}`), PARTITIONS) === partition) return leadId;
  }
}

function event(leadId: string, value: Uint8Array): OutRecord {
  const key = Buffer.from(`acme|${leadId}`);
  return { topic: LEAD_EVENTS, partition: partitionOf(key, PARTITIONS), key, value, headers: null };
}

function entered(leadId: string): Extract<AvroRecord, { readonly type: "LeadStageChanged" }> {
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  const occurredAt = Date.UTC(2026, 2, 2, 8);
  return { type: "LeadStageChanged", eventId: leadId, tenantId: "acme", leadId, stage: "MQL", occurredAt, ...nothing };
}

/** A value under `id`, whatever that is. */
function wireFormat(id: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(id, 1);
  return Buffer.concat([head, body]);
}

async function everything(topic: string): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const end = await log.endOffset(topic, partition);
    for (let offset = await log.firstOffset(topic, partition); offset < end; ) {
      const { records, nextOffset } = await log.read(topic, partition, offset, { records: 1_000, bytes: 1 << 20 });
      all.push(...records);
      offset = nextOffset;
    }
  }
  return all;
}

async function stayOf(ids: SchemaIds, leadId: string): Promise<LeadStageStay | undefined> {
  const codec = createAvroCodec(ids);
  for (const { value } of await everything(LEAD_STAYS)) {
    const decoded = value === null ? null : codec.decode(value);
    if (decoded?.ok === true && decoded.record.type === "LeadStageStay" && decoded.record.leadId === leadId) {
      return decoded.record;
    }
  }
  return undefined;
}

/** Why the lead's event became a dead letter; undefined: it is none. */
async function refusalOf(leadId: string): Promise<string | undefined> {
  const letter = (await everything(DEAD_LETTERS)).find(
    ({ key }) => Buffer.from(key ?? []).toString() === `acme|${leadId}`,
  );
  const text = (name: string): string => Buffer.from(letter?.headers?.[name] ?? []).toString();
  return letter === undefined ? undefined : `${text("stagefold.reason")}: ${text("stagefold.detail")}`;
}

/** Ours, as another team changed it: `named` makes it one that nobody has registered yet. */
function evolved(named: string): { readonly schema: string; encode(leadId: string): Buffer } {
  const ours = JSON.parse(SCHEMAS.LeadStageChanged) as { readonly fields: readonly { readonly name: string }[] };
  const fields = [
    { name: named, type: ["null", "int"], default: null, doc: "Of no concern to us." },
    ...ours.fields
      .filter(({ name }) => name !== "sequence")
      .map((field) => (field.name === "ownerId" ? { ...field, aliases: ["salesPerson"], doc: "Reworded." } : field)),
  ];
  const schema = JSON.stringify({ ...ours, doc: "Their own.", fields });
  const type = avsc.Type.forSchema(JSON.parse(schema), { wrapUnions: true });
  return {
    schema,
    encode(leadId) {
      const text = (string: string) => ({ string });
      const { eventId, tenantId, occurredAt, stage } = entered(leadId);
      const plain = { eventId, tenantId, leadId, occurredAt, stage, attributes: { origin: "fair" } };
      const others = { reason: null, campaignId: null, channel: text("paid"), ownerId: text("ada") };
      return type.toBuffer({ ...plain, ...others, [named]: { int: 7 } });
    },
  };
}

describe.skipIf(NO_OWN_SERVERS !== null)("a service and its schema registry", () => {
  let server: Server;

  beforeAll(async () => {
    [server] = await Promise.all([startOwnRegistry(), makeTopics(brokers, PARTITIONS)]);
  });
  afterAll(async () => {
    await log.close();
    await deleteTopics(brokers);
    await server.remove();
  });

  test("given schemas that nobody registered, when it starts, then it ends and says which, and what to do", async () => {
    const tracker = startTracker(server.address, newFolder());

    const error = await tracker.ended;

    expect(error).toMatchObject({ code: "STF-REG-003", disposition: "halt" });
    expect(String(error)).toMatch(/lead-stays-stagefold\.lead\.LeadStageStay.*run stagefold schemas register/);
  });

  test("given an event of a writer with a schema that was changed compatibly, when it is read, then in the terms of ours", async () => {
    const ids = await registerOwnSchemas(server.address);
    const theirs = evolved("score");
    const id = await openSchemaRegistry({ url: server.address }).register(SUBJECT, theirs.schema);
    const leadId = leadIn(0);
    const tracker = startTracker(server.address, newFolder());
    await log.append([event(leadId, wireFormat(id, theirs.encode(leadId)))]);

    await until(async () => (await stayOf(ids, leadId)) !== undefined);

    expect(await stayOf(ids, leadId)).toMatchObject({ stage: "MQL", channel: "paid", ownerId: "ada" });
    await tracker.stop();
  });

  test("given values under a number that the registry does not have, or of a schema that needs others, when they are read, then they are dead letters, and what follows is read", async () => {
    const ids = await registerOwnSchemas(server.address);
    const [unknown, needing, good] = [leadIn(0), leadIn(0), leadIn(0)];
    const address = '{"type":"record","name":"Address","namespace":"other","fields":[]}';
    await register(server.address, "other.Address", { schema: address });
    const ours = JSON.parse(SCHEMAS.LeadStageChanged) as { readonly fields: readonly unknown[] };
    const schema = JSON.stringify({ ...ours, fields: [...ours.fields, { name: "address", type: "other.Address" }] });
    const references = [{ name: "other.Address", subject: "other.Address", version: 1 }];
    const id = await register(server.address, "needing", { schema, references });
    const tracker = startTracker(server.address, newFolder());
    await log.append([
      event(unknown, wireFormat(987_654, Buffer.alloc(9))),
      event(needing, wireFormat(id, Buffer.alloc(9))),
      event(good, createAvroCodec(ids).encode(entered(good))),
    ]);

    await until(async () => (await stayOf(ids, good)) !== undefined);

    expect(await refusalOf(unknown)).toBe("UNDECODABLE: schema 987654 is unknown");
    expect(await refusalOf(needing)).toMatch(
      /^UNDECODABLE: schema \d+ is no Avro schema that stands alone.*other.Address/,
    );
    await tracker.stop();
  });

  test("given a registry that is frozen, when events come in, then those of known writers are computed, and one of a new writer waits until the registry is back", async () => {
    const ids = await registerOwnSchemas(server.address);
    const codec = createAvroCodec(ids);
    const theirs = evolved("priority");
    const id = await openSchemaRegistry({ url: server.address }).register(SUBJECT, theirs.schema);
    const tracker = startTracker(server.address, newFolder());
    const [before, known, waiting] = [leadIn(0), leadIn(0), leadIn(1)];
    await log.append([event(before, codec.encode(entered(before)))]);
    await until(async () => (await stayOf(ids, before)) !== undefined);

    await server.pause();
    await log.append([
      event(waiting, wireFormat(id, theirs.encode(waiting))),
      event(known, codec.encode(entered(known))),
    ]);
    await until(async () => (await stayOf(ids, known)) !== undefined);
    await until(() => tracker.lines.some(({ err }) => err?.code === "STF-REG-001"));
    expect(await stayOf(ids, waiting)).toBeUndefined();
    await server.resume();
    await until(async () => (await stayOf(ids, waiting)) !== undefined);

    expect(await refusalOf(waiting)).toBeUndefined();
    await tracker.stop();
  });

  test("given a registry that is down, when a service that has asked it before starts again, then it goes on; and one that has not waits for it", async () => {
    const ids = await registerOwnSchemas(server.address);
    const codec = createAvroCodec(ids);
    const folder = newFolder();
    const first = startTracker(server.address, folder);
    const [before, known, after] = [leadIn(0), leadIn(1), leadIn(0)];
    await log.append([event(before, codec.encode(entered(before)))]);
    await until(async () => (await stayOf(ids, before)) !== undefined);
    await first.stop();

    await server.stop("SIGTERM");
    const again = startTracker(server.address, folder);
    await log.append([event(known, codec.encode(entered(known)))]);
    await until(async () => (await stayOf(ids, known)) !== undefined);
    await again.stop();

    const fresh = startTracker(server.address, newFolder());
    await until(() => fresh.lines.some(({ msg }) => msg.startsWith("waiting for the schema registry")));
    await log.append([event(after, codec.encode(entered(after)))]);
    await server.start();
    await until(async () => (await stayOf(ids, after)) !== undefined);
    await fresh.stop();
  });
});

/** Registers as the client that we use cannot: with references. */
async function register(url: string, subject: string, body: object): Promise<number> {
  const headers = { "content-type": "application/vnd.schemaregistry.v1+json" };
  const answer = await fetch(`${url}/subjects/${subject}/versions`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  const { id } = (await answer.json()) as { readonly id: number };
  return id;
}
