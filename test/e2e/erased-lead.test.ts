/**
 * A lead that is erased from a folder with everything that is made of it: stores, read model, exports. No file holds a
 * byte of it but the log, and that neither once `stagefold erase` has written it anew.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { loadConfig } from "@stagefold/config";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { createLogger, logFileOf, metricsTasks, openFolderLog, runEmbedded, trackerTasks } from "@stagefold/service";
import { exportDuckDb, exportParquet, WAREHOUSE_TOPICS } from "@stagefold/warehouse";
import { beforeEach, expect, test } from "vitest";
import { served } from "../api/served.ts";
import { stagefold, temporaryFolder } from "../cli/executable.ts";
import { queried } from "../cli/queried.ts";
import { bring } from "../law/bring.ts";

const LEAD = "lead-Xq7Zt93";
/** Whatever could tell who it was: its id, ids of its events, what people wrote. */
const TRACES = [LEAD, "evt-Kp4w", "Erika Mustermann"];
const CONFIG = `tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED }
    slas:
      - { id: reply, severity: page, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: PT4H }
`;
const who = { tenantId: "acme", leadId: LEAD };
const EVENTS = [
  { ...who, eventId: "evt-Kp4w1", occurredAt: "2026-03-02T08:00:00Z", stage: "MQL", reason: "Erika Mustermann asked" },
  { ...who, eventId: "evt-Kp4w2", occurredAt: "2026-03-03T08:00:00Z", stage: "SQL", attributes: { by: TRACES[2] } },
  { ...who, leadId: "kim", eventId: "k1", occurredAt: "2026-03-02T09:00:00Z", stage: "MQL" },
];
const ERASED = { type: "LeadErased", ...who, eventId: "evt-Kp4w3", occurredAt: "2026-03-04T08:00:00Z" };

let folder: string;
let data: string;
let configFile: string;
beforeEach(async () => {
  folder = temporaryFolder();
  data = join(folder, "data");
  configFile = join(folder, "config.yaml");
  writeFileSync(configFile, CONFIG);
  await append(EVENTS.map((event) => ({ type: "LeadStageChanged", ...event })));
  await run();
  expect(await broughtUpToDate()).toEqual({ page: 200, stays: ["kim", LEAD, LEAD], clocks: ["kim", LEAD] });
  expect(traces()).toEqual(new Set(["log.db", "read-model.db", "warehouse.duckdb", ...PARQUET, TRACKER_STORE]));
});

const PARQUET = ["lead-stays.parquet", "sla-breaches.parquet"];
const TRACKER_STORE = "stagefold-lead-tracker-0.db";

async function append(rows: readonly object[]): Promise<void> {
  const log = openFolderLog({ folder: data, partitions: 1, wallClock: Date.now });
  await bring(
    rows.map((row) => JSON.stringify(row)),
    { log, partitions: 1 },
  );
  await log.close();
}

/** Both processors, until they have caught up. */
async function run(): Promise<void> {
  const stop = new AbortController();
  const caughtUp = new Set<unknown>();
  const write = (line: string): void => {
    const { msg, task } = JSON.parse(line);
    if (msg === "caught up" && caughtUp.add(task).size === 2) stop.abort();
  };
  const logger = createLogger({ service: "test", level: "info", out: { write } });
  const [config, processors] = [loadConfig(configFile), [trackerTasks, metricsTasks]];
  await runEmbedded({ folder: data, config, partitions: 1, processors, signal: stop.signal, logger });
}

/** Serves and exports, each from where it stood, and ends; what they say of the lead. */
async function broughtUpToDate() {
  const serving = await served({ folder, data, configFile, remove() {} });
  const { status } = await fetch(`${serving.url}/v1/tenants/acme/leads/${LEAD}`);
  await serving.close();
  const log = openEmbeddedLogReader(logFileOf(data));
  const source = { kind: "embedded log", log, codec: createAvroCodec(EMBEDDED_SCHEMA_IDS) } as const;
  const options = { source, topics: WAREHOUSE_TOPICS, now: Date.now(), signal: new AbortController().signal };
  const file = join(folder, "warehouse.duckdb");
  await exportDuckDb(file, { ...options, full: false });
  await exportParquet(folder, options);
  await log.close();
  const leadsIn = (table: string): string => `SELECT lead_id FROM ${table} ORDER BY lead_id`;
  const [stays, clocks] = await queried(file, [leadsIn("lead_stays"), leadsIn("sla_breaches")]);
  return { page: status, stays: stays?.flat(), clocks: clocks?.flat() };
}

/** The files that hold anything of the lead, those of SQLite with their WAL. */
function traces(): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const holding = files.filter(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name));
    return TRACES.some((trace) => bytes.includes(trace));
  });
  return new Set(holding.map(({ name }) => name.replace(/-wal$/, "")));
}

async function erase(...leads: readonly string[]): Promise<void> {
  const ran = await stagefold(["erase", ...leads, "--data", "data", "--config", "config.yaml"], { cwd: folder });
  expect(ran).toMatchObject({ code: 0, stderr: "" });
}

const GONE = { page: 404, stays: ["kim"], clocks: ["kim"] };

test("given a lead, when its erasure is read, then nothing but the log holds it, and when that is written anew nothing does", async () => {
  await append([ERASED]);
  await run();

  expect(await broughtUpToDate()).toEqual(GONE);
  expect(traces()).toEqual(new Set(["log.db"]));

  await erase();
  expect(await broughtUpToDate()).toEqual(GONE);
  expect(traces()).toEqual(new Set());
});

test("given a lead, when the log is written anew before its erasure was read, then read model and exports forget it all the same", async () => {
  await erase("--tenant", "acme", LEAD);

  expect(await broughtUpToDate()).toEqual(GONE);
  expect(traces()).toEqual(new Set());
});
