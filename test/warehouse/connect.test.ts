/** PostgreSQL by Kafka Connect, and DuckDB by `stagefold export`, from the same topics: the same tables, the same views. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AvroCodec, createAvroCodec } from "@stagefold/codec";
import { openKafkaLog } from "@stagefold/kafka";
import type { OutRecord } from "@stagefold/processing";
import { FUNNEL_METRICS, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { WAREHOUSE_TOPICS } from "@stagefold/warehouse";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { until } from "../api/until.ts";
import { stagefold, temporaryFolder } from "../cli/executable.ts";
import { registerOwnSchemas } from "../kafka/registry/own-schemas.ts";
import { CONFLUENT_PATH } from "../kafka/registry/registry-jars.ts";
import { deleteTopics, makeTopics } from "../kafka/stagefold-topics.ts";
import { MODEL_TESTS, openViews, VIEWS_SQL } from "../views/views-in-duckdb.ts";
import { type ConnectWorker, startConnectWorker } from "./connect/connect-worker.ts";
import { type Postgres, startPostgres } from "./postgres/postgres-server.ts";
import { publishedTopics } from "./published-topics.ts";

const brokers = inject("brokers");
const registry = inject("registry");
const log = openKafkaLog({ brokers: brokers.split(","), clientId: "test" });
const PARTITIONS = 2;
const TABLES = { funnel_metrics: "metric_id", lead_stays: "stay_id", sla_breaches: "clock_id" } as const;
const ERASED_LEADS_SQL = join(import.meta.dirname, "../../infra/warehouse/erased-leads.sql");
const VIEWS = ["mql_report", "sql_report", "sla_compliance", "time_in_stage"];

let postgres: Postgres;
let worker: ConnectWorker;
let codec: AvroCodec;
let published: OutRecord[];

beforeAll(async () => {
  if (!registry.endsWith(CONFLUENT_PATH))
    throw new Error(
      `the tests on a warehouse need Apicurio Registry, whose converter they use; ${registry} is another`,
    );
  await makeTopics(brokers.split(","), PARTITIONS);
  codec = createAvroCodec(await registerOwnSchemas(registry));
  postgres = await startPostgres();
  process.env.WAREHOUSE_URL = postgres.url;
  process.env.WAREHOUSE_USER = postgres.user;
  process.env.WAREHOUSE_PASSWORD = postgres.password;
  worker = await startConnectWorker({ brokers, registry: registry.replace(CONFLUENT_PATH, "/apis/registry/v2") });
  published = [
    ...(await publishedTopics("02-sla-in-two-days", PARTITIONS, codec)),
    ...(await publishedTopics("04-late-twice-and-conflicting", PARTITIONS, codec)),
    ...(await publishedTopics("01-quarter-with-a-lag", PARTITIONS, codec)),
  ];
  await log.append(published);
  for (const topic of WAREHOUSE_TOPICS) await worker.addConnector(topic);
}, 120_000);
afterAll(async () => {
  await worker?.remove();
  await postgres?.remove();
  await log.close();
  await deleteTopics(brokers.split(","));
});

type Row = Readonly<Record<string, unknown>>;

/** Numbers, days and instants alike, however a database writes them. */
function plain(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainValue(value)])),
  );
}

function plainValue(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (/^\d{4}-\d\d-\d\d[ T]\d\d:/.test(value)) {
    const instant = value.replace(" ", "T").replace(/\+00(:00)?$/, "Z");
    return Date.parse(instant.endsWith("Z") ? instant : `${instant}Z`);
  }
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

/** Exports from Kafka; the rows of what is asked for. */
async function exported(cwd: string): Promise<(query: string) => Promise<readonly Row[]>> {
  const args = ["export", "--brokers", brokers, "--registry", registry, "--out", "warehouse.duckdb"];
  expect(await stagefold(args, { cwd })).toMatchObject({ code: 0, stderr: "" });
  return async (query) => {
    const views = await openViews(join(cwd, "warehouse.duckdb"));
    try {
      return plain(await views.rows(query));
    } finally {
      views.close();
    }
  };
}

/** The columns that the sink has, too: what is derived is left to the views. */
async function sameTables(inDuckDb: (query: string) => Promise<readonly Row[]>): Promise<void> {
  for (const [table, key] of Object.entries(TABLES)) {
    const columns = table === "funnel_metrics" ? "* EXCLUDE (money)" : "*";
    const expected = await inDuckDb(`SELECT ${columns} FROM ${table} ORDER BY ${key}`);
    expect(expected.length).toBeGreaterThan(0);
    await until(async () => {
      const there = await postgres.rows(`SELECT 1 AS one FROM pg_tables WHERE tablename = '${table}'`);
      return there.length > 0 && (await postgres.rows(`SELECT ${key} FROM ${table}`)).length === expected.length;
    });
    expect(plain(await postgres.rows(`SELECT * FROM ${table} ORDER BY ${key} COLLATE "C"`))).toEqual(expected);
  }
}

test("given what the processors published, then both have the same tables and views, and the models' tests hold", async () => {
  const inDuckDb = await exported(temporaryFolder());
  await sameTables(inDuckDb);

  await postgres.run(VIEWS_SQL);
  for (const view of VIEWS) {
    const byAll = (rows: readonly Row[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();
    const expected = await inDuckDb(`SELECT * FROM ${view}`);
    expect(expected.length, view).toBeGreaterThan(0);
    expect(byAll(plain(await postgres.rows(`SELECT * FROM ${view}`)))).toEqual(byAll(expected));
  }
  for (const [name, query] of MODEL_TESTS) {
    // Histories of several examples under one tenant do not follow each other.
    if (name === "stays_follow_each_other.sql") continue;
    expect(await postgres.rows(query.replaceAll(";", "")), name).toEqual([]);
  }
});

test("given an erased lead, then its rows are nowhere: its stays are deleted, and its clocks by the statement for it", async () => {
  const cwd = temporaryFolder();
  const inDuckDb = await exported(cwd);
  const clock = "SELECT tenant_id, lead_id FROM sla_breaches WHERE kind = 'BREACHED' ORDER BY clock_id LIMIT 1";
  const [lead] = (await inDuckDb(clock)) as readonly { readonly tenant_id: string; readonly lead_id: string }[];
  if (lead === undefined) throw new Error("no clock has run out");
  const isIts = (fields: object): boolean =>
    "leadId" in fields && fields.leadId === lead.lead_id && "tenantId" in fields && fields.tenantId === lead.tenant_id;
  const its = published.flatMap((record) => {
    const decoded = codec.decode(record.value ?? new Uint8Array());
    return decoded.ok && isIts(decoded.record) ? [{ record, fields: decoded.record }] : [];
  });
  const taken = its.flatMap(({ record, fields }): OutRecord[] => {
    if (fields.type === "LeadStageStay") return [{ ...record, value: null }];
    return fields.type === "SlaBreachEvent"
      ? [{ ...record, value: codec.encode({ ...fields, kind: "RETRACTED" }) }]
      : [];
  });
  await log.append(taken);
  const rowsOf = (table: string): string =>
    `SELECT kind FROM (SELECT tenant_id, lead_id, ${table === "lead_stays" ? "stage" : "kind"} AS kind FROM ${table}) t
     WHERE tenant_id = '${lead.tenant_id}' AND lead_id = '${lead.lead_id}'`;
  await until(async () => (await postgres.rows(rowsOf("lead_stays"))).length === 0);
  await until(async () => (await postgres.rows(rowsOf("sla_breaches"))).every(({ kind }) => kind === "RETRACTED"));

  await postgres.run(readFileSync(ERASED_LEADS_SQL, "utf8"));
  const after = await exported(cwd);

  for (const table of ["lead_stays", "sla_breaches"]) {
    expect(await postgres.rows(rowsOf(table)), table).toEqual([]);
    expect(await after(rowsOf(table)), table).toEqual([]);
  }
  await sameTables(after);
});

test("given restated values, a withdrawn stay and a bad record, then the rows follow, and the sink goes on", async () => {
  const cwd = temporaryFolder();
  await exported(cwd);
  const of = (topic: string): OutRecord => {
    const found = published.findLast((record) => record.topic === topic && record.value !== null);
    if (found === undefined) throw new Error(`nothing was published on ${topic}`);
    return found;
  };
  const changed = (record: OutRecord, fields: Readonly<Record<string, unknown>>): OutRecord => {
    const decoded = codec.decode(record.value ?? new Uint8Array());
    if (!decoded.ok) throw new Error(decoded.detail);
    return { ...record, value: codec.encode({ ...decoded.record, ...fields } as typeof decoded.record) };
  };
  const restated = changed(of(FUNNEL_METRICS), { status: "RESTATED", numerator: 9_007_199_254_740_993n, revision: 99 });
  const withdrawn = { ...of(LEAD_STAYS), value: null };
  const bad = { ...withdrawn, key: Buffer.from("nonsense"), value: Buffer.from("nonsense") };
  const resolved = changed(of(SLA_BREACHES), { kind: "RETRACTED" });
  await log.append([restated, withdrawn, resolved]);

  const inDuckDb = await exported(cwd);
  const key = Buffer.from(restated.key ?? []).toString();
  const restatedRow = `SELECT CAST(numerator AS VARCHAR) || ' ' || status AS found FROM funnel_metrics WHERE metric_id = '${key}'`;
  await until(async () => (await postgres.rows(restatedRow))[0]?.found === "9007199254740993 RESTATED");
  expect(await inDuckDb(restatedRow)).toEqual([{ found: "9007199254740993 RESTATED" }]);
  await until(async () => {
    const [row] = await postgres.rows("SELECT count(*) AS n FROM sla_breaches WHERE kind = 'RETRACTED'");
    return row?.n === 1;
  });
  await sameTables(inDuckDb);

  const again = { ...of(LEAD_STAYS) };
  await log.append([bad, again]);
  const stay = Buffer.from(again.key ?? []).toString();
  await until(
    async () => (await postgres.rows(`SELECT 1 AS one FROM lead_stays WHERE stay_id = '${stay}'`)).length === 1,
  );
  expect(await worker.taskStates(LEAD_STAYS)).toEqual(["RUNNING"]);
  expect(await log.partitionCount("stagefold-warehouse-dead-letters")).toBe(1);
  expect(await log.endOffset("stagefold-warehouse-dead-letters", 0)).toBe(1);
});
