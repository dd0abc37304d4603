import { join } from "node:path";
import { parseConfigFile, type SourceConfig } from "@stagefold/config";
import { type EmbeddedLog, openEmbeddedLog } from "@stagefold/embedded-log";
import { UnknownTopicError } from "@stagefold/processing";
import { createMapper } from "@stagefold/sources";
import { afterEach, beforeEach, expect, test } from "vitest";
import { IntakeFullError } from "../errors.ts";
import type { Intake } from "../intake.ts";
import { Bench, NOW, never, published, records } from "../opened-intake.test-support.ts";
import {
  type FollowSourceTopicOptions,
  followSourceTopic,
  type RefusedFromTopic,
  type SourceTopicObserver,
  type TakenFromTopic,
  topicReader,
} from "./follow-source-topic.ts";

const TOPIC = "crm.public.leads";
const { config, sources } = parseConfigFile(
  `
tenants: { acme: { timeZone: UTC, currency: EUR, funnel: { stages: [INQUIRY, MQL, SQL], qualified: MQL, accepted: SQL } } }
sources:
  crm:
    tenantId: { value: acme }
    unwrap: [payload]
    events:
      - type: LeadStageChanged
        when: [{ field: after.stage, changedFrom: before.stage }, { field: op, not: d }]
        leadId: after.id
        occurredAt: { field: source.ts_ms, format: epoch-ms }
        sequence: source.lsn
        stage: after.stage
`,
  "stagefold.yaml",
);
const source = sources.get("crm") as SourceConfig;
const DAY = Date.UTC(2026, 1, 2);

let bench: Bench;
let crm: EmbeddedLog;
beforeEach(() => {
  bench = new Bench();
  crm = openEmbeddedLog(join(bench.folder, "crm"), {
    topics: [{ name: TOPIC, partitions: 2, compacted: false }],
    wallClock: () => DAY,
  });
});
afterEach(async () => {
  await crm.close();
  await bench[Symbol.asyncDispose]();
});

let lsn = 0;
function change(id: number, before: string | null, after: string | null): unknown {
  const row = (stage: string | null): unknown => (stage === null ? null : { id, stage });
  const op = before === null ? "c" : after === null ? "d" : "u";
  lsn++;
  return { before: row(before), after: row(after), source: { ts_ms: DAY + lsn, lsn }, op };
}

/** Writes values to the topic: as JSON, as they stand where they are text, null as a tombstone. */
async function write(partition: number, ...values: readonly unknown[]): Promise<void> {
  const bytes = (value: unknown): Buffer | null =>
    value === null ? null : Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
  await crm.append(
    values.map((value) => ({ topic: TOPIC, partition, key: Buffer.from("k"), value: bytes(value), headers: null })),
  );
}

interface Followed {
  readonly taken: readonly TakenFromTopic[];
  readonly refused: readonly RefusedFromTopic[];
}

/** Follows until all is taken. */
async function follow(
  intake: Pick<Intake, "offer" | "mark">,
  options: Partial<FollowSourceTopicOptions> = {},
  observer: SourceTopicObserver = {},
): Promise<Followed> {
  const stopping = new AbortController();
  const taken: TakenFromTopic[] = [];
  const refused: RefusedFromTopic[] = [];
  await followSourceTopic({
    log: crm,
    topic: TOPIC,
    source,
    mapper: createMapper(source, config),
    intake,
    signal: stopping.signal,
    observer: {
      onTaken: (one) => taken.push(one),
      onRefused: (one) => refused.push(one),
      onCaughtUp: () => stopping.abort(),
      ...observer,
    },
    ...options,
  });
  return { taken, refused };
}

async function inTheLog(intake: Intake): Promise<string[]> {
  await intake.published(new AbortController().signal);
  const moves = (await published(bench.log)).map((event) => ("leadId" in event && "stage" in event ? event : null));
  return moves.map((move) => `${move?.leadId} ${move?.stage}`).sort();
}

const sum = (taken: readonly TakenFromTopic[], of: "accepted" | "duplicates" | "refused" | "skipped"): number =>
  taken.reduce((all, one) => all + one[of], 0);

test("given changes of a table in several partitions, each change of the stage is an event; other changes, deletions and tombstones are none", async () => {
  const intake = await bench.ready();
  await write(0, change(1, null, "INQUIRY"), change(1, "INQUIRY", "MQL"), change(1, "MQL", "MQL"));
  await write(1, { schema: {}, payload: change(2, null, "MQL") }, change(2, "MQL", null), null);

  const { taken, refused } = await follow(intake);

  expect(await inTheLog(intake)).toEqual(["1 INQUIRY", "1 MQL", "2 MQL"]);
  expect(refused).toEqual([]);
  expect([sum(taken, "accepted"), sum(taken, "skipped")]).toEqual([3, 3]);
});

test("given it was stopped, it goes on where it was, and takes nothing twice", async () => {
  const intake = await bench.ready();
  await write(0, change(1, null, "INQUIRY"));
  await follow(intake);
  await intake.close();
  await write(0, change(1, "INQUIRY", "MQL"));

  const again = await bench.ready();
  const { taken } = await follow(again);

  expect([sum(taken, "accepted"), sum(taken, "duplicates")]).toEqual([1, 0]);
  expect(await inTheLog(again)).toEqual(["1 INQUIRY", "1 MQL"]);
});

test("given the position of what was taken is lost with a crash, what is read again is a duplicate", async () => {
  const intake = await bench.ready();
  await write(0, change(1, null, "INQUIRY"));
  const lost = new Map<string, string>();
  await follow({
    mark: (reader) => lost.get(reader) ?? null,
    offer(events, { mark } = {}) {
      if (mark !== undefined) lost.set(mark.reader, mark.state);
      return intake.offer(events);
    },
  });

  const { taken } = await follow(intake);

  expect([sum(taken, "accepted"), sum(taken, "duplicates")]).toEqual([0, 1]);
  expect(await inTheLog(intake)).toEqual(["1 INQUIRY"]);
});

test("given records that are no JSON, cannot be mapped or are refused, they are told with their place, and the rest is taken", async () => {
  const intake = await bench.ready();
  const noTime = { before: null, after: { id: 4, stage: "MQL" }, source: {}, op: "c" };
  await write(1, change(1, null, "MQL"), "{ no", noTime, change(3, null, "LOST"), change(2, null, "SQL"));

  const { taken, refused } = await follow(intake);

  expect(await inTheLog(intake)).toEqual(["1 MQL", "2 SQL"]);
  expect(refused).toMatchObject([
    { topic: TOPIC, partition: 1, offset: 1, reason: null, detail: expect.stringContaining("JSON") },
    { partition: 1, offset: 2, reason: null, field: "source.ts_ms" },
    { partition: 1, offset: 3, reason: "UNKNOWN_STAGE", detail: expect.stringContaining("LOST") },
  ]);
  expect(sum(taken, "refused")).toBe(3);
});

test("given intake is full, reading waits as long as it says, and goes on with nothing lost", async () => {
  const intake = await bench.ready();
  await write(0, change(1, null, "MQL"));
  let isFull = true;
  const waits: number[] = [];
  const full: Pick<Intake, "offer" | "mark"> = {
    mark: intake.mark,
    offer(events, options) {
      if (isFull) throw new IntakeFullError(10, 10, 3, null);
      return intake.offer(events, options);
    },
  };

  const { taken } = await follow(
    full,
    {},
    {
      onTrouble(error, waitMs) {
        waits.push(waitMs);
        expect(error).toBeInstanceOf(IntakeFullError);
        isFull = waits.length < 3;
      },
    },
  );

  expect(waits).toEqual([3, 3, 3]);
  expect(taken).toMatchObject([{ partition: 0, accepted: 1, position: 1 }]);
  expect(await inTheLog(intake)).toEqual(["1 MQL"]);
});

test("given records were deleted before they were read, it goes on with the first that is there, and says so", async () => {
  const intake = await bench.ready();
  await write(0, change(1, null, "INQUIRY"));
  await follow(intake);
  await write(0, change(1, "INQUIRY", "MQL"), change(1, "MQL", "SQL"));
  const gaps: number[][] = [];

  await follow(
    intake,
    { log: { ...boundLog(), firstOffset: (_topic, partition) => Promise.resolve(partition === 0 ? 2 : 0) } },
    { onGap: (partition, from, to) => gaps.push([partition, from, to]) },
  );

  expect(gaps).toEqual([[0, 1, 2]]);
  expect(await inTheLog(intake)).toEqual(["1 INQUIRY", "1 SQL"]);
});

test("given a topic that ends before what was read, it was made anew, and is read from its beginning", async () => {
  const intake = await bench.ready();
  await intake.offer([], { mark: { reader: topicReader("crm", TOPIC, 0), state: "900" } });
  await write(0, change(1, null, "INQUIRY"));
  const gaps: number[][] = [];

  await follow(intake, {}, { onGap: (partition, from, to) => gaps.push([partition, from, to]) });

  expect(gaps).toEqual([[0, 900, 0]]);
  expect(intake.mark(topicReader("crm", TOPIC, 0))).toBe("1");
});

test("given a topic that is not there yet, it is waited for", async () => {
  const intake = await bench.ready();
  await write(0, change(1, null, "INQUIRY"));
  const stopping = new AbortController();
  const troubles: unknown[] = [];

  await follow(
    intake,
    {
      log: { ...boundLog(), partitionCount: () => Promise.reject(new UnknownTopicError(TOPIC)) },
      signal: stopping.signal,
    },
    {
      onTrouble(error) {
        troubles.push(error);
        stopping.abort();
      },
    },
  );

  expect(troubles).toEqual([expect.any(UnknownTopicError)]);
});

test("what retrying does not mend ends it", async () => {
  const intake = await bench.ready();
  const broken = { ...boundLog(), partitionCount: () => Promise.reject(new Error("no brokers of that kind")) };
  await expect(follow(intake, { log: broken })).rejects.toThrow("no brokers of that kind");
});

function boundLog(): FollowSourceTopicOptions["log"] {
  return {
    partitionCount: (topic) => crm.partitionCount(topic),
    firstOffset: (topic, partition) => crm.firstOffset(topic, partition),
    endOffset: (topic, partition) => crm.endOffset(topic, partition),
    read: (topic, partition, offset, limit) => crm.read(topic, partition, offset, limit),
  };
}

test("given a lead that was erased, changes of it are counted as refused, and nothing is told of them", async () => {
  const intake = await bench.ready();
  const erasure = { type: "LeadErased", eventId: "forget", tenantId: "acme", leadId: "1", occurredAt: NOW } as const;
  await intake.offer(records(erasure));
  await write(0, change(1, null, "MQL"), change(2, null, "NOWHERE"), change(3, null, "MQL"));

  const { taken, refused } = await follow(intake);

  expect([sum(taken, "accepted"), sum(taken, "refused")]).toEqual([1, 2]);
  expect(refused).toMatchObject([{ reason: "UNKNOWN_STAGE" }]);
  await intake.published(never);
  expect((await published(bench.log)).map(({ type }) => type).sort()).toEqual(["LeadErased", "LeadStageChanged"]);
});
