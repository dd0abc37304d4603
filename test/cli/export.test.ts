/** `stagefold export`, as a process of its own, on what a replay published. */
import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { foldOutputs } from "../model/fold-outputs.ts";
import type { OutputRow } from "../model/output-row.ts";
import { stagefold, temporaryFolder } from "./executable.ts";
import { queried } from "./queried.ts";

const GOLDEN = join(import.meta.dirname, "../golden/02-sla-in-two-days");

/** A folder with a replay's outputs in `out` and its log in `data`. */
async function replayed(): Promise<string> {
  const cwd = temporaryFolder();
  const until = readFileSync(join(GOLDEN, "until"), "utf8").trim();
  const input = [join(GOLDEN, "in.ndjson"), "--config", join(GOLDEN, "config.yaml"), "--until", until];
  const ran = await stagefold(["replay", ...input, "--partitions", "3", "--out", "out", "--data", "data"], { cwd });
  expect(ran).toEqual({ code: 0, stdout: "", stderr: "" });
  return cwd;
}

const METRICS = "SELECT metric_id, value, numerator, status, period_start FROM funnel_metrics ORDER BY metric_id";
const STAYS = "SELECT stay_id, stage, entered_at, duration_ms FROM lead_stays ORDER BY stay_id";
const CLOCKS = "SELECT clock_id, kind, due_at, live FROM sla_breaches ORDER BY clock_id";

/** The same of the folded outputs, instants and dates as DuckDB shows them. */
function expectedOf(out: string) {
  const { metrics, stays, breaches } = foldOutputs(out);
  const by = (rows: Iterable<OutputRow>, key: string) =>
    [...rows].sort((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
  const instant = (at: unknown) =>
    String(at)
      .replace("T", " ")
      .replace(/(\.0+)?Z$/, "+00");
  const long = (value: unknown) => (value === undefined || value === null ? null : String(value));
  return {
    metrics: by(metrics, "metricId").map((row) => [
      ...[row.metricId, row.value ?? null, long(row.numerator), row.status, row.periodStart],
    ]),
    stays: by(stays.values(), "stayId").map((row) => [
      ...[row.stayId, row.stage, instant(row.enteredAt), long(row.durationMs)],
    ]),
    clocks: by(breaches.values(), "clockId").map((row) => [row.clockId, row.kind, instant(row.dueAt), row.live]),
  };
}

test("given a replay, then its files and its log are the same tables, which are its outputs folded", async () => {
  const cwd = await replayed();
  const expected = expectedOf(join(cwd, "out"));

  for (const [place, out] of [
    [["--replay", "out"], "of-files.duckdb"],
    [["--data", "data"], "of-log.duckdb"],
  ] as const) {
    const ran = await stagefold(["export", ...place, "--out", out], { cwd });

    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/\d+ rows of funnel_metrics, all of funnel-metrics read: \d+ records\n/);
    const [metrics, stays, clocks] = await queried(join(cwd, out), [METRICS, STAYS, CLOCKS]);
    expect({ metrics, stays, clocks }).toEqual(expected);
  }
  expect(expected.clocks.length).toBeGreaterThan(0);
  expect(readdirSync(cwd).sort()).toEqual(["data", "of-files.duckdb", "of-log.duckdb", "out"]);
});

test("given Parquet is asked for, then each topic is a file, whole, with the columns' types", async () => {
  const cwd = await replayed();
  const expected = expectedOf(join(cwd, "out"));

  for (let run = 0; run < 2; run++) {
    const ran = await stagefold(["export", "--data", "data", "--out", "lake/parquet"], { cwd });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
  }

  const folder = join(cwd, "lake/parquet");
  expect(readdirSync(folder).sort()).toEqual(["funnel-metrics.parquet", "lead-stays.parquet", "sla-breaches.parquet"]);
  const [metrics, types] = await queried(":memory:", [
    METRICS.replace("funnel_metrics", `'${folder}/funnel-metrics.parquet'`),
    `SELECT typeof(period_start), typeof(as_of), typeof(money), typeof(numerator) FROM '${folder}/funnel-metrics.parquet' LIMIT 1`,
  ]);
  expect(metrics).toEqual(expected.metrics);
  expect(types).toEqual([["DATE", "TIMESTAMP WITH TIME ZONE", "DECIMAL(38,6)", "BIGINT"]]);
});

test("given some of the topics are asked for, then the others are not there, and a second run reads nothing again", async () => {
  const cwd = await replayed();
  const args = ["export", "--data", "data", "--out", "w.duckdb", "--topics", "lead-stays"];

  await stagefold(args, { cwd });
  const again = await stagefold(args, { cwd });

  expect(again.stdout).toMatch(/^ *15 rows of lead_stays, lead-stays read on: 0 records\n$/);
  const [tables] = await queried(join(cwd, "w.duckdb"), ["SELECT table_name FROM duckdb_tables() ORDER BY ALL"]);
  expect(tables).toEqual([["lead_stays"], ["stagefold_positions"], ["stagefold_topics"]]);
});

test("given a replay without one of its files, then nothing is written, and the file is named", async () => {
  const cwd = await replayed();
  rmSync(join(cwd, "out/sla-breaches.ndjson"));

  const ran = await stagefold(["export", "--replay", "out", "--out", "parquet"], { cwd });

  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain("out/sla-breaches.ndjson");
  expect(readdirSync(join(cwd, "parquet"))).toEqual([]);
});

/** As where the install left optional dependencies out. */
const WITHOUT_DUCKDB = `data:text/javascript,${encodeURIComponent(
  "import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) {" +
    "if (name === '@duckdb/node-api') throw new Error('it is not here'); return next(name, context); } });",
)}`;

test("given DuckDB is not installed, then the export says so, and other commands do not need it", async () => {
  const cwd = temporaryFolder();
  const node = ["--import", WITHOUT_DUCKDB];

  const ran = await stagefold(["export", "--replay", ".", "--out", "w.duckdb"], { cwd, node });

  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("@duckdb/node-api") });
  const other = await stagefold(["check-config", join(GOLDEN, "config.yaml")], { cwd, node });
  expect(other.code).toBe(0);
});

test.each([
  ["no source", ["--out", "w.duckdb"], "say where to read from"],
  ["two sources", ["--out", "w.duckdb", "--data", "a", "--replay", "b"], "give one of them"],
  [
    "an unknown topic",
    ["--out", "w.duckdb", "--data", "a", "--topics", "lead-events"],
    "expected some of funnel-metrics",
  ],
  ["a folder without a log", ["--out", "w.duckdb", "--data", "."], "there is no log in it"],
  ["Kafka without a registry", ["--out", "w.duckdb", "--brokers", "127.0.0.1:9"], "SCHEMA_REGISTRY_URL"],
])("given %s, then it is refused with 2", async (_what, args, expected) => {
  const cwd = temporaryFolder();
  const ran = await stagefold(["export", ...args], { cwd });

  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(expected) });
  expect(readdirSync(cwd)).toEqual([]);
});

test("given more records than a heap could hold, then they are exported: memory does not grow with them", async () => {
  const cwd = temporaryFolder();
  const line = (n: number): string =>
    `{"type":"LeadStageStay","stayId":"acme|lead-${n % KEYS}|e","tenantId":"acme","leadId":"lead-${n % KEYS}",` +
    `"stage":"MQL","visit":1,"enteredAt":"2026-03-02T08:00:00.000Z","reason":"${"x".repeat(2_000)}","revision":${n}}`;
  for (let n = 0; n < RECORDS; n += 1_000)
    appendFileSync(
      join(cwd, "lead-stays.ndjson"),
      Array.from({ length: 1_000 }, (_, i) => `${line(n + i)}\n`).join(""),
    );

  const args = ["export", "--replay", ".", "--topics", "lead-stays", "--out", "w.duckdb"];
  const ran = await stagefold(args, { cwd, node: ["--max-old-space-size=96"] });

  expect(ran).toMatchObject({ code: 0, stderr: "" });
  const [rows] = await queried(join(cwd, "w.duckdb"), ["SELECT count(*), min(revision) FROM lead_stays"]);
  expect(rows).toEqual([[String(KEYS), String(RECORDS - KEYS)]]);
});

/** 130 MB of lines. */
const RECORDS = 60_000;
const KEYS = 40_000;
