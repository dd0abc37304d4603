/** What is left of an erased lead in the files of an export: nothing, to the byte. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { SlaBreachEvent } from "@stagefold/domain";
import type { LogRecord } from "@stagefold/processing";
import { LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "./duckdb.ts";
import { exportDuckDb, exportParquet } from "./export-warehouse.ts";
import { WAREHOUSE_TOPICS, type WarehouseTopic } from "./table.ts";
import type { WarehouseSource } from "./warehouse-source.ts";

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const LEAD = "lead-Xq7Zt93";
const NONE = { channel: null, campaignId: null, ownerId: null };
let folder: string;
let path: string;
/** By topic, what the log holds so far. */
let held: Record<string, LogRecord[]>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stagefold-warehouse-"));
  path = join(folder, "ware\"house's.duckdb");
  held = {};
});
afterEach(() => rmSync(folder, { recursive: true }));

function send(topic: WarehouseTopic, key: string, value: Uint8Array | null): void {
  held[topic] ??= [];
  held[topic].push({ offset: held[topic].length, timestamp: 0, key: Buffer.from(key), value, headers: null });
}

function stay(leadId: string, isThere = true): void {
  const stayId = `acme|${leadId}|event-of-${leadId}`;
  const open = { previousStage: null, nextStage: null, exitedAt: null, durationMs: null };
  const value = codec.encode({
    ...{ type: "LeadStageStay", stayId, tenantId: "acme", leadId, stage: "MQL", visit: 1, enteredAt: 0, ...open },
    ...{ reason: `as ${leadId} asked`, ...NONE, revision: 1 },
  });
  send(LEAD_STAYS, stayId, isThere ? value : null);
}

function clock(leadId: string, kind: SlaBreachEvent["kind"], slaId = "reply"): void {
  const clockId = `acme|${leadId}|${slaId}|event-of-${leadId}`;
  const value = codec.encode({
    ...{ type: "SlaBreachEvent", eventId: `${clockId}|${kind}`, clockId, kind, slaId, severity: "page" },
    ...{ tenantId: "acme", leadId, stage: "MQL", startedAt: 0, dueAt: 1, endedAt: null, overdueMs: null },
    ...{ ...NONE, detectedAt: 2, live: true },
  });
  send(SLA_BREACHES, `acme|${leadId}`, value);
}

/** The lead is erased: one clock was over already, of the other that is told now. */
function erase(leadId: string): void {
  stay(leadId, false);
  clock(leadId, "RETRACTED");
}

function options(topics: readonly WarehouseTopic[] = WAREHOUSE_TOPICS) {
  const log: Extract<WarehouseSource, { log: unknown }>["log"] = {
    partitionCount: async () => 1,
    firstOffset: async () => 0,
    endOffset: async (topic) => held[topic]?.length ?? 0,
    read: async (topic, _partition, offset) => ({
      records: (held[topic] ?? []).slice(offset),
      nextOffset: held[topic]?.length ?? 0,
    }),
  };
  const source: WarehouseSource = { kind: "embedded log", log, codec };
  return { source, topics, now: 0, full: false, signal: new AbortController().signal };
}

/** The files that hold the lead's name. */
const naming = (name: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(name))
    .map((entry) => entry.name);

async function asked(sql: string): Promise<readonly unknown[][]> {
  const { connection, close } = await openDatabase(path);
  try {
    return (await connection.runAndReadAll(sql)).getRows();
  } finally {
    close();
  }
}

/** Two leads with clocks, exported, and what somebody made of them in the same file. */
async function exportedBefore(): Promise<void> {
  for (const leadId of [LEAD, "anna"]) {
    stay(leadId);
    clock(leadId, "CLEARED", "call");
    clock(leadId, "BREACHED");
  }
  await exportDuckDb(path, options());
  expect(naming(LEAD)).not.toEqual([]);
}

test("given an erased lead, then no byte of it is in the file, and the rest of it stands, one's own included", async () => {
  await exportedBefore();
  const own = "CREATE SCHEMA mine; CREATE TABLE mine.notes (n INTEGER PRIMARY KEY); INSERT INTO mine.notes VALUES (7)";
  for (const sql of own.split("; ")) await asked(sql);
  await asked("CREATE VIEW late AS SELECT lead_id FROM sla_breaches JOIN mine.notes ON true WHERE kind = 'BREACHED'");
  chmodSync(path, 0o640);

  erase(LEAD);
  const exported = await exportDuckDb(path, options());

  expect(naming(LEAD)).toEqual([]);
  expect(exported.map(({ table, rows }) => [table.name, rows])).toEqual([
    ["funnel_metrics", 0],
    ["lead_stays", 1],
    ["sla_breaches", 2],
  ]);
  expect(await asked("SELECT * FROM late")).toEqual([["anna"]]);
  expect(readdirSync(folder)).toEqual(["ware\"house's.duckdb"]);
  expect(statSync(path).mode & 0o777).toBe(0o640);

  stay("ben");
  const [, stays] = await exportDuckDb(path, options());
  expect(stays).toMatchObject({ read: 1, whole: false, rows: 2 });
});

test("given the end of its alerts comes with a later export, or never, then the lead's clocks go with its stays", async () => {
  await exportedBefore();
  stay(LEAD, false);
  await exportDuckDb(path, options());
  expect(naming(LEAD)).toEqual([]);

  clock(LEAD, "RETRACTED");
  await exportDuckDb(path, options());

  expect(await asked("SELECT DISTINCT lead_id FROM sla_breaches")).toEqual([["anna"]]);
  expect(naming(LEAD)).toEqual([]);
});

test("given a clock that is over of a lead that is there, then its row stays, and the file is not written anew", async () => {
  await exportedBefore();
  const { ino } = statSync(path);

  clock("anna", "RETRACTED");
  await exportDuckDb(path, options());

  expect(await asked("SELECT kind FROM sla_breaches WHERE lead_id = 'anna' ORDER BY ALL")).toEqual([
    ["CLEARED"],
    ["RETRACTED"],
  ]);
  expect(statSync(path).ino).toBe(ino);
});

test("given clocks alone are exported, then none is taken for one of a lead that has gone", async () => {
  clock("anna", "CLEARED");

  const [clocks] = await exportDuckDb(path, options([SLA_BREACHES]));

  expect(clocks).toMatchObject({ rows: 1 });
});

test("given a file that cannot be written anew, then it is up to date, says so, and is written anew the next time", async () => {
  await exportedBefore();
  erase(LEAD);
  const inTheWay = join(folder, ".ware\"house's.duckdb.fresh");
  mkdirSync(inTheWay);

  await expect(exportDuckDb(path, options())).rejects.toMatchObject({ code: "STF-WHS-005" });
  expect(await asked("SELECT DISTINCT lead_id FROM lead_stays")).toEqual([["anna"]]);

  rmSync(inTheWay, { recursive: true });
  await exportDuckDb(path, options());
  expect(naming(LEAD)).toEqual([]);
});

test("given a link in the file's place, then what it leads to is written anew", async () => {
  await exportedBefore();
  const link = join(folder, "link.duckdb");
  symlinkSync(path, link);

  erase(LEAD);
  await exportDuckDb(link, options());

  expect(naming(LEAD)).toEqual([]);
  expect(await asked("SELECT count(*) FROM lead_stays")).toEqual([[1n]]);
});

test("given Parquet files, then they are without the lead once they are written anew", async () => {
  for (const leadId of [LEAD, "anna"]) {
    stay(leadId);
    clock(leadId, "CLEARED", "call");
  }
  const parquet = join(folder, "parquet");
  await exportParquet(parquet, options());
  expect(naming(LEAD).toSorted()).toEqual(["lead-stays.parquet", "sla-breaches.parquet"]);

  erase(LEAD);
  await exportParquet(parquet, options());

  expect(naming(LEAD)).toEqual([]);
  expect(naming("anna").toSorted()).toEqual(["lead-stays.parquet", "sla-breaches.parquet"]);
});
