/** What an export reads of a log, and what is in the file then: by what the log still holds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { LeadStageStay } from "@stagefold/domain";
import type { LogRecord } from "@stagefold/processing";
import { LEAD_STAYS } from "@stagefold/processors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "./duckdb.ts";
import { exportDuckDb } from "./export-warehouse.ts";
import type { WarehouseSource } from "./warehouse-source.ts";

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const HOUR_MS = 3_600_000;
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stagefold-warehouse-"));
  path = join(folder, "warehouse.duckdb");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** By offset, what a log of one partition holds; an offset without a record was compacted away. */
type Held = readonly (LogRecord | null)[];

function sourceOf(kind: "embedded log" | "log on Kafka", held: Held): WarehouseSource {
  const log = {
    partitionCount: async () => 1,
    firstOffset: async () => 0,
    endOffset: async () => held.length,
    read: async (_topic: string, _partition: number, offset: number) => ({
      records: held.slice(offset).filter((record) => record !== null),
      nextOffset: held.length,
    }),
  };
  return { kind, log, codec };
}

function stay(offset: number, stayId: string, rest: Partial<LeadStageStay> = {}): LogRecord {
  const nothing = { previousStage: null, nextStage: null, exitedAt: null, durationMs: null, reason: null };
  const value = codec.encode({
    ...{ type: "LeadStageStay", stayId, tenantId: "acme", leadId: "anna", stage: "MQL", visit: 1, enteredAt: 0 },
    ...{ ...nothing, channel: null, campaignId: null, ownerId: null, revision: offset + 1, ...rest },
  });
  return { offset, timestamp: 0, key: Buffer.from(stayId), value, headers: null };
}

function withdrawn(offset: number, stayId: string): LogRecord {
  return { ...stay(offset, stayId), value: null };
}

async function exported(source: WarehouseSource, now = 0, full = false) {
  const [stays] = await exportDuckDb(path, {
    ...{ source, topics: [LEAD_STAYS], now, full },
    signal: new AbortController().signal,
  });
  return { read: stays?.read, whole: stays?.whole, rows: await stored() };
}

async function stored(): Promise<readonly unknown[][]> {
  const { connection, close } = await openDatabase(path);
  try {
    const reader = await connection.runAndReadAll("SELECT stay_id, stage FROM lead_stays ORDER BY ALL");
    return reader.getRows();
  } finally {
    close();
  }
}

test("given new records, a second run reads those alone: the newest replaces, the withdrawn goes", async () => {
  const before = [stay(0, "a"), stay(1, "b"), stay(2, "c")];
  await exported(sourceOf("embedded log", before));

  const after = [
    ...before,
    stay(3, "a", { stage: "SQL" }),
    withdrawn(4, "b"),
    stay(5, "d"),
    stay(6, "d", { stage: "SQL" }),
  ];

  expect(await exported(sourceOf("embedded log", after))).toEqual({
    read: 4,
    whole: false,
    rows: [
      ["a", "SQL"],
      ["c", "MQL"],
      ["d", "SQL"],
    ],
  });
});

test("given a stay that was withdrawn and comes back, then it is there", async () => {
  const held = [stay(0, "a"), withdrawn(1, "a"), stay(2, "a", { stage: "SQL" })];

  expect((await exported(sourceOf("embedded log", held))).rows).toEqual([["a", "SQL"]]);
});

test("given an embedded log that compacted a withdrawal away unread, then all is read, and the stay is gone", async () => {
  await exported(sourceOf("embedded log", [stay(0, "a"), stay(1, "b")]));

  const ran = await exported(sourceOf("embedded log", [null, stay(1, "b"), null, stay(3, "c")]));

  expect(ran).toEqual({
    read: 2,
    whole: true,
    rows: [
      ["b", "MQL"],
      ["c", "MQL"],
    ],
  });
});

test("given Kafka, where offsets are missing anyway, all is read once withdrawals may have gone with time", async () => {
  const held = [stay(0, "a"), null, stay(2, "b"), null];
  await exported(sourceOf("log on Kafka", held));
  const later = [null, null, stay(2, "b"), null, stay(4, "c"), null];

  const soon = await exported(sourceOf("log on Kafka", held), HOUR_MS);
  const late = await exported(sourceOf("log on Kafka", later), 14 * HOUR_MS);

  expect(soon).toMatchObject({ read: 0, whole: false });
  expect(late).toMatchObject({ read: 2, whole: true });
  expect(late.rows.map(([key]) => key)).toEqual(["b", "c"]);
});

test("given another log, then nothing changes unless all is asked for", async () => {
  await exported(sourceOf("embedded log", [stay(0, "a"), stay(1, "b")]));
  const other = sourceOf("embedded log", [stay(0, "z")]);

  await expect(exported(other)).rejects.toMatchObject({ code: "STF-WHS-002" });
  await expect(exported(sourceOf("log on Kafka", [stay(0, "z"), stay(1, "y")]))).rejects.toMatchObject({
    code: "STF-WHS-002",
  });
  expect((await stored()).map(([key]) => key)).toEqual(["a", "b"]);

  expect((await exported(other, 0, true)).rows).toEqual([["z", "MQL"]]);
});

test("given a value that is no record, then the file stands as it was", async () => {
  const before = [stay(0, "a")];
  await exported(sourceOf("embedded log", before));
  const bad = { ...stay(2, "b"), value: Buffer.from("nonsense") };

  const failing = exported(sourceOf("embedded log", [...before, stay(1, "a", { stage: "SQL" }), bad]));

  await expect(failing).rejects.toMatchObject({ code: "STF-WHS-004", message: expect.stringContaining("offset 2") });
  expect(await stored()).toEqual([["a", "MQL"]]);
});

test("given a file that another process may have in use, or that is none of DuckDB, then it says so", async () => {
  await expect(
    exportDuckDb(folder, {
      ...{ source: sourceOf("embedded log", []), topics: [LEAD_STAYS], now: 0, full: false },
      signal: new AbortController().signal,
    }),
  ).rejects.toMatchObject({ code: "STF-WHS-003" });
});

test("given more rows than are staged at once, then each key has its newest", async () => {
  const count = 250_000;
  const held = Array.from({ length: count }, (_, n) => stay(n, `s${n % 1_000}`, { visit: n }));

  const { rows } = await exported(sourceOf("embedded log", held));

  expect(rows).toHaveLength(1_000);
  const { connection, close } = await openDatabase(path);
  const reader = await connection.runAndReadAll("SELECT min(visit), max(visit) FROM lead_stays");
  expect(reader.getRows()).toEqual([[count - 1_000, count - 1]]);
  close();
});
