/** Stores that are lost, logs that are cut, snapshots that are damaged: what a task goes on from, and what it says. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { zstdDecompressSync } from "node:zlib";
import { type AvroCodec, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import { openKafkaLog } from "@stagefold/kafka";
import { type Log, type OutRecord, storedLog } from "@stagefold/processing";
import {
  FUNNEL_DELTAS,
  FUNNEL_METRICS,
  FUNNEL_METRICS_GROUP,
  LEAD_EVENTS,
  LEAD_STAYS,
  LEAD_TRACKER,
} from "@stagefold/processors";
import { createLogger, openFolderLog, PROCESSORS, runEmbedded, runKafka, storeFileOf } from "@stagefold/service";
import { openSnapshots, parseShelfLocation, shelfAt } from "@stagefold/snapshots";
import { openSqliteStore } from "@stagefold/sqlite-store";
import kafkajs from "kafkajs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, onTestFinished, test } from "vitest";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const brokers = inject("brokers").split(",");
const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
const tracker = { group: LEAD_TRACKER, partition: 0 };
const metrics = { group: FUNNEL_METRICS_GROUP, partition: 0 };
const embedded = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const config = parseConfig(
  "tenants:\n  acme: { timeZone: Europe/Rome, currency: EUR, " +
    "funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } }\n",
  "config.yaml",
);
let codec: AvroCodec;
let clusterId: string;
let log: ReturnType<typeof openKafkaLog>;

beforeAll(async () => {
  await admin.connect();
  codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
  ({ clusterId } = await admin.describeCluster());
});
afterAll(() => admin.disconnect());
beforeEach(async () => {
  await makeTopics(brokers, 1);
  log = openKafkaLog({ brokers, clientId: "test" });
});
afterEach(async () => {
  await log.close();
  await deleteTopics(brokers);
});

/** Leads `from` up to `to`, each an MQL and then an SQL, months ago. */
function leads(from: number, to: number, by = codec): OutRecord[] {
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  return Array.from({ length: to - from }, (_, index) => from + index).flatMap((lead) =>
    (["MQL", "SQL"] as const).map((stage, step) => {
      const leadId = `lead-${lead}`;
      const occurredAt = Date.UTC(2026, 2, 2, 8) + lead * 60_000 + step * 3_600_000;
      const event = { type: "LeadStageChanged", eventId: `${leadId}.${stage}`, tenantId: "acme", leadId } as const;
      const value = by.encode({ ...event, stage, occurredAt, ...nothing });
      return { topic: LEAD_EVENTS, partition: 0, key: Buffer.from(`acme|${leadId}`), value, headers: null };
    }),
  );
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-snapshots-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Line {
  readonly msg: string;
  readonly task?: string;
  readonly snapshot?: string;
  readonly commitNumber?: number;
  readonly err?: { readonly code?: string; readonly message: string };
}

interface Running {
  readonly lines: Line[];
  /** Of both tasks, or of one. */
  said(msg: string, task?: string): Line[];
  /** Stops it, when it has read all there is. */
  caughtUpAndStopped(): Promise<void>;
  stop(): Promise<void>;
  readonly ended: Promise<unknown>;
}

function start(folder: string, shelf: string | null, more: { intervalMs?: number; kept?: number } = {}): Running {
  const stopper = new AbortController();
  const lines: Line[] = [];
  const location = shelf === null ? null : parseShelfLocation(shelf);
  const snapshots = location === null ? {} : { snapshots: { location, intervalMs: 600_000, kept: 3, ...more } };
  const ended = runKafka({
    connection: { brokers, clientId: "test" },
    registry: { url: inject("registry") },
    folder,
    config,
    processors: Object.values(PROCESSORS),
    signal: stopper.signal,
    logger: createLogger({ service: "t", level: "info", out: { write: (line) => lines.push(JSON.parse(line)) } }),
    sessionTimeoutMs: 6_000,
    heartbeatMs: 200,
    ...snapshots,
  }).catch((error: unknown) => error);
  const said = (msg: string, task?: string): Line[] =>
    lines.filter((line) => line.msg === msg && (task === undefined || line.task === task));
  async function stop(): Promise<void> {
    stopper.abort();
    const error = await ended;
    if (error !== undefined) throw error;
  }
  return {
    lines,
    said,
    ended,
    stop,
    async caughtUpAndStopped() {
      await until(async () => said("caught up").length === 2 && (await allRead()));
      await stop();
    },
  };
}

/** Waits until it holds; a test that waits in vain runs into its limit of time. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}

async function committed(groupId: string, topic: string): Promise<number> {
  const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return Number(offsets?.partitions[0]?.offset ?? -1);
}

async function allRead(): Promise<boolean> {
  if ((await committed(LEAD_TRACKER, LEAD_EVENTS)) < (await log.endOffset(LEAD_EVENTS, 0))) return false;
  return (await committed(FUNNEL_METRICS_GROUP, FUNNEL_DELTAS)) >= (await log.endOffset(FUNNEL_DELTAS, 0));
}

/** Removes what stands before `offset`, as retention does. */
async function cut(topic: string, offset: number): Promise<void> {
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] });
  expect(await log.firstOffset(topic, 0)).toBe(offset);
}

/** The files of a task's snapshots, oldest first. */
function filesOf(shelf: string, { group, partition }: { group: string; partition: number }): string[] {
  const folder = join(shelf, clusterId, `${group}.${partition}`);
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

/** The newest value of each key, without what SEMANTICS 8 lets differ on the way. */
async function folded(of: Log, topic: string, by = codec): Promise<Map<string, unknown>> {
  const newest = new Map<string, unknown>();
  const end = await of.endOffset(topic, 0);
  for (let offset = await of.firstOffset(topic, 0); offset < end; ) {
    const { records, nextOffset } = await of.read(topic, 0, offset, { records: 1_000, bytes: 1 << 20 });
    for (const { key, value } of records) {
      const name = Buffer.from(key ?? []).toString();
      const decoded = value === null ? null : by.decode(value);
      if (decoded?.ok === false) throw new Error(decoded.detail);
      const content: Readonly<Record<string, unknown>> = { ...decoded?.record, revision: 0, asOf: 0 };
      if (decoded === null || content.value === 0 || content.value === null) newest.delete(name);
      else newest.set(name, content.status === "RESTATED" ? { ...content, status: "FINAL" } : content);
    }
    offset = nextOffset;
  }
  return newest;
}

/** What was published is what an undisturbed run on the embedded log publishes of so many leads. */
async function expectPublishedAsUndisturbed(count: number): Promise<void> {
  const folder = newFolder();
  const before = openFolderLog({ folder, partitions: 1, wallClock: Date.now });
  await before.append(leads(0, count, embedded));
  await before.close();
  const stop = new AbortController();
  const idle = new Set<string>();
  const write = (line: string): void => {
    const { msg, task } = JSON.parse(line) as Line;
    if (msg === "caught up" && idle.add(task ?? "").size === 2) stop.abort();
  };
  const logger = createLogger({ service: "undisturbed", level: "info", out: { write } });
  const processors = Object.values(PROCESSORS).map(({ tasksOf }) => tasksOf);
  await runEmbedded({ folder, config, partitions: 1, processors, signal: stop.signal, logger });
  const after = openFolderLog({ folder, partitions: 1, wallClock: Date.now });
  for (const topic of [LEAD_STAYS, FUNNEL_METRICS]) {
    const expected = await folded(after, topic, embedded);
    expect(expected.size).toBeGreaterThan(0);
    expect(await folded(log, topic)).toEqual(expected);
  }
  await after.close();
}

test("given a clean stop, a wiped disk and logs cut to where the snapshots stand, when it is started, then it goes on from them", async () => {
  const shelf = newFolder();
  const folder = newFolder();
  const events = leads(0, 600);
  await log.append(events.slice(0, 400));
  const first = start(folder, shelf);
  await first.caughtUpAndStopped();
  expect(first.said("snapshot taken")).toHaveLength(2);
  const readThen = await committed(LEAD_TRACKER, LEAD_EVENTS);
  const toldThen = await committed(FUNNEL_METRICS_GROUP, FUNNEL_DELTAS);
  // Past the snapshots, which are not brought up to date.
  await log.append(events.slice(400, 800));
  await start(folder, null).caughtUpAndStopped();
  await log.append(events.slice(800));
  await cut(LEAD_EVENTS, readThen);
  await cut(FUNNEL_DELTAS, toldThen);

  const next = start(newFolder(), `file://${shelf}`);
  await next.caughtUpAndStopped();

  expect(next.said("the store was fetched from a snapshot")).toHaveLength(2);
  await expectPublishedAsUndisturbed(600);
});

test("given a log that was cut and no store, when it is started, then it says what it needs, what there is, and what was looked at", async () => {
  await log.append(leads(0, 200));
  await start(newFolder(), null).caughtUpAndStopped();
  const read = await committed(LEAD_TRACKER, LEAD_EVENTS);
  await cut(LEAD_EVENTS, read);
  const needed = `task ${LEAD_TRACKER}.0 needs ${LEAD_EVENTS}[0] from offset 0, and the first available offset is ${read}`;

  const without = start(newFolder(), null);
  expect(await without.ended).toMatchObject({
    code: "STF-SNP-004",
    disposition: "halt",
    message: expect.stringMatching(`${RegExp.escape(needed)}: .*STAGEFOLD_SNAPSHOTS is not set.*Bring back`),
  });
  const empty = newFolder();
  expect(await start(newFolder(), empty).ended).toMatchObject({
    disposition: "halt",
    message: expect.stringContaining(`No snapshot in ${empty} reaches it`),
  });

  // A place that is away may come back: the task waits for it.
  const away = join(newFolder(), "file");
  writeFileSync(away, "");
  const waiting = start(newFolder(), away);
  await until(() => waiting.lines.some(({ err }) => err?.code === "STF-SNP-004"));
  await waiting.stop();
  const refused = waiting.lines.find(({ err }) => err?.code === "STF-SNP-004");
  expect(refused).toMatchObject({ msg: "the task failed and is taken over again" });
  expect(refused?.err?.message).toContain("Whether a snapshot reaches it is not known");
});

test("given the newest snapshots damaged, when the stores are lost, then older ones are used, or the log, and each is said", async () => {
  const shelf = newFolder();
  const folder = newFolder();
  const events = leads(0, 450);
  await log.append(events.slice(0, 300));
  await start(folder, shelf).caughtUpAndStopped();
  await log.append(events.slice(300, 600));
  await start(folder, shelf).caughtUpAndStopped();
  const [olderOfTracker, newestOfTracker] = filesOf(shelf, tracker) as [string, string];
  const [, newestOfMetrics] = filesOf(shelf, metrics) as [string, string];
  flip(newestOfTracker);
  truncateSync(newestOfMetrics, 5_000);
  await log.append(events.slice(600));

  const next = start(newFolder(), shelf);
  await next.caughtUpAndStopped();

  const refused = next.said("a snapshot cannot be used; the next older one is tried");
  expect(refused.map(({ err }) => err?.code)).toEqual(["STF-SNP-002", "STF-SNP-002"]);
  expect(
    next.said("the store was fetched from a snapshot").map(({ snapshot = "" }) => join(shelf, snapshot)),
  ).toContain(olderOfTracker);

  for (const file of [...filesOf(shelf, tracker), ...filesOf(shelf, metrics)]) truncateSync(file, 4_000);
  const last = start(newFolder(), shelf);
  await last.caughtUpAndStopped();
  expect(last.said("the store was fetched from a snapshot")).toEqual([]);
  await expectPublishedAsUndisturbed(450);
});

test("given a store and a snapshot of another cluster, when a task is taken over, then neither is trusted", async () => {
  const shelf = newFolder();
  const folder = newFolder();
  const events = leads(0, 200);
  await log.append(events);
  await start(folder, shelf).caughtUpAndStopped();
  // The same names and marks, as of another cluster.
  const file = storeFileOf(folder, tracker);
  const store = openSqliteStore(file);
  const mark = JSON.parse(store.meta("mark") ?? "");
  store.setMeta("log", "another-cluster");
  store.commit();
  store.close();
  const elsewhere = newFolder();
  const others = openSnapshots({
    shelf: await shelfAt({ kind: "directory", directory: elsewhere }),
    logId: "another-cluster",
    kept: 3,
  });
  const { name } = await others.put({ task: tracker, mark, forgottenIn: null }, file, join(elsewhere, "packed"));
  const [ours = ""] = filesOf(shelf, tracker);
  cpSync(join(elsewhere, name), ours);

  const next = start(folder, shelf);
  await next.caughtUpAndStopped();

  const [refused] = next.said("a snapshot cannot be used; the next older one is tried", `${LEAD_TRACKER}.0`);
  expect(refused?.err?.message).toContain("of another cluster");
  const after = openSqliteStore(file);
  expect(storedLog(after.meta)).toBe(clusterId);
  after.close();
  await expectPublishedAsUndisturbed(200);
});

test("given a short interval, when events come, then snapshots are taken on the way and the newest ones are kept", async () => {
  const shelf = newFolder();
  const events = leads(0, 400);
  const running = start(newFolder(), shelf, { intervalMs: 1, kept: 2 });
  const taken = (): Line[] => running.said("snapshot taken", `${LEAD_TRACKER}.0`);
  for (let count = 1; count <= 4; count++) {
    await log.append(events.slice((count - 1) * 200, count * 200));
    await until(() => taken().length >= count);
  }
  await running.caughtUpAndStopped();

  const all = taken().map(({ snapshot = "" }) => join(shelf, snapshot));
  expect(all.length).toBeGreaterThanOrEqual(4);
  expect(filesOf(shelf, tracker)).toEqual(all.slice(-2));
  expect(filesOf(shelf, metrics)).toHaveLength(2);
  const next = start(newFolder(), shelf);
  await next.caughtUpAndStopped();
  expect(next.said("the store was fetched from a snapshot")).toHaveLength(2);
  await expectPublishedAsUndisturbed(400);
});

test("given a lead that is erased, when the next snapshot is taken, then no snapshot holds it any more", async () => {
  const shelf = newFolder();
  const running = start(newFolder(), shelf, { intervalMs: 1, kept: 1_000 });
  const taken = (): Line[] => running.said("snapshot taken", `${LEAD_TRACKER}.0`);
  for (const [from, to] of [
    [0, 10],
    [10, 20],
  ] as const) {
    const before = taken().length;
    await log.append(leads(from, to));
    await until(() => taken().length > before);
  }
  const holding = (): readonly string[] => filesOf(shelf, tracker).filter((file) => storeIn(file).includes("lead-7."));
  expect(holding().length).toBeGreaterThan(1);

  const erased = { type: "LeadErased", eventId: "gone", tenantId: "acme", leadId: "lead-7", occurredAt: 0 } as const;
  const [key, value] = [Buffer.from("acme|lead-7"), codec.encode(erased)];
  await log.append([{ topic: LEAD_EVENTS, partition: 0, key, value, headers: null }]);
  await running.caughtUpAndStopped();

  expect(holding()).toEqual([]);
  expect(filesOf(shelf, tracker).map(storeIn).join()).toContain("lead-8.");
});

/** The store that a snapshot holds: its header is 4096 bytes. */
function storeIn(file: string): string {
  return zstdDecompressSync(readFileSync(file).subarray(4_096)).toString("latin1");
}

/** Changes a byte in the middle. */
function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  writeFileSync(file, bytes);
}
