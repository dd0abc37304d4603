/** The worked examples through the processors and an export into the views: their figures are those of the reports. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tenantConfigOf } from "@stagefold/domain";
import {
  mqlQuerySchema,
  mqlReport,
  slaBoard,
  slaBoardQuerySchema,
  sqlQuerySchema,
  sqlReport,
  tenantEntry,
  velocityQuerySchema,
  velocityReport,
} from "@stagefold/reports";
import { exportDuckDb, WAREHOUSE_TOPICS } from "@stagefold/warehouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf, segmentsOf } from "../read-model/all-reports.ts";
import { codec, computed } from "../read-model/computed.ts";
import { foldTopics } from "../read-model/fold-topics.ts";
import { MODEL_TESTS, openViews, type ViewRow, type Views } from "./views-in-duckdb.ts";

const GOLDEN = join(import.meta.dirname, "..", "golden");
const EXAMPLES = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** How many rows of views were compared, in all examples together. */
const compared = { mql_report: 0, sql_report: 0, sla_compliance: 0, time_in_stage: 0 };

describe.each(EXAMPLES)("%s", (example) => {
  const text = (name: string): string => readFileSync(join(GOLDEN, example, name), "utf8");
  let folder: string;
  let views: Views;
  let of: Awaited<ReturnType<typeof computed>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "stagefold-views-"));
    const lines = text("in.ndjson").split("\n").filter(Boolean);
    of = await computed({ lines, configYaml: text("config.yaml"), until: Date.parse(text("until").trim()) }, 2);
    const path = join(folder, "warehouse.duckdb");
    const source = { kind: "embedded log", log: of.world.outside, codec } as const;
    const { signal } = new AbortController();
    await exportDuckDb(path, { source, topics: WAREHOUSE_TOPICS, full: false, now: 0, signal });
    views = await openViews(path);
  });
  afterAll(() => {
    views.close();
    rmSync(folder, { recursive: true });
  });

  test("every figure of the views is that of the reports", async () => {
    const data = await foldTopics(of);
    for (const tenantId of data.tenantIds()) {
      const context = contextOf(data, of.config, tenantId);
      const tenant = tenantConfigOf(of.config, tenantId);
      for (const { dimensions, grains } of tenantEntry(context).segments) {
        for (const segment of segmentsOf(data, tenantId, dimensions)) {
          for (const grain of grains) {
            const query = { grain, ...segment };
            const rowsOf = (view: keyof typeof compared, start: string, more = ""): Promise<readonly ViewRow[]> =>
              views.rows(
                `SELECT * FROM ${view} WHERE tenant_id = '${tenantId}' AND grain = '${grain}' ` +
                  `AND period_start = '${start}' AND ${segmentSql(segment)}${more}`,
              );
            for (const row of mqlReport(context, mqlQuerySchema.parse(query)).rows) {
              const found = only(await rowsOf("mql_report", row.period.start));
              compared.mql_report += found === undefined ? 0 : 1;
              expect(mqlOfView(found)).toEqual(mqlOfReport(row));
              if (found !== undefined) expect(closing(found)).toEqual(closingOf(row));
            }
            for (const row of sqlReport(context, sqlQuerySchema.parse(query)).rows) {
              const found = only(await rowsOf("sql_report", row.period.start));
              compared.sql_report += found === undefined ? 0 : 1;
              expect(sqlOfView(found)).toEqual(sqlOfReport(row));
              // A lag that is a velocity is read from its records too, and their status counts.
              if (found !== undefined && tenant?.lag?.kind !== "velocity")
                expect(closing(found)).toEqual(closingOf(row));
            }
            if (tenantEntry(context).asOf === null) continue;
            for (const { period } of mqlReport(context, mqlQuerySchema.parse(query)).rows) {
              const named = { ...query, period: period.start };
              const isRolling = grain.startsWith("ROLLING");
              const board = slaBoard(context, slaBoardQuerySchema.parse(isRolling ? query : named));
              for (const policy of board.policies) {
                const sla = ` AND sla_id = '${policy.slaId}'`;
                const found = only(await rowsOf("sla_compliance", board.period.start, sla));
                compared.sla_compliance += found === undefined ? 0 : 1;
                expect(slaOfView(found)).toEqual(slaOfReport(policy));
              }
              const velocity = velocityReport(context, velocityQuerySchema.parse(isRolling ? query : named));
              for (const { stage, closed, closedFrom } of velocity.stages) {
                if (closedFrom === "stays") continue;
                const found = only(await rowsOf("time_in_stage", velocity.period.start, ` AND stage = '${stage}'`));
                compared.time_in_stage += found === undefined ? 0 : 1;
                expect(distribution(found, "", "stays")).toEqual(distributionOf(closed));
                expect(number(found?.sum_ms)).toBe(closed.sumMs);
              }
            }
          }
        }
      }
    }
  });

  test.each(MODEL_TESTS)("the models' test holds: %s", async (_name, query) => {
    expect(await views.rows(query)).toEqual([]);
  });
});

test("of every view there was something to compare", () => {
  for (const count of Object.values(compared)) expect(count).toBeGreaterThanOrEqual(5);
});

type MqlRow = ReturnType<typeof mqlReport>["rows"][number];
type SqlRow = ReturnType<typeof sqlReport>["rows"][number];
type PolicyRow = ReturnType<typeof slaBoard>["policies"][number];

/** A figure without a value is null in a view, and may be 0 in a report. */
const number = (value: unknown): number => (value === null || value === undefined ? 0 : Number(value));
/** Undefined over nothing is no 0. */
const quotient = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

function only(rows: readonly ViewRow[]): ViewRow | undefined {
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0];
}

function segmentSql(segment: Readonly<Record<string, string>>): string {
  const columns = { channel: "channel", campaignId: "campaign_id", ownerId: "owner_id" } as const;
  return Object.entries(columns)
    .map(([dimension, column]) => {
      const value = segment[dimension];
      return value === undefined ? `${column} IS NULL` : `${column} = '${value}'`;
    })
    .join(" AND ");
}

function closing({ status, as_of }: ViewRow) {
  return { status, asOf: Date.parse(`${as_of}`.replace(" ", "T").replace(/\+00$/, "Z")) };
}

function closingOf({ status, asOf }: { readonly status: string; readonly asOf: string | null }) {
  return { status, asOf: Date.parse(asOf ?? "") };
}

function mqlOfView(row: ViewRow | undefined) {
  return {
    passed: number(row?.passed),
    target: quotient(row?.target),
    attainment: quotient(row?.attainment),
    pace: quotient(row?.pace),
    accepted: number(row?.accepted_leads),
    rejected: number(row?.rejected_leads),
    efficiency: [number(row?.efficiency_numerator), number(row?.efficiency_denominator), quotient(row?.efficiency)],
    cohort: [number(row?.cohort_numerator), number(row?.cohort_denominator), quotient(row?.cohort_efficiency)],
    mqlsPerSql: quotient(row?.mqls_per_sql),
  };
}

function mqlOfReport(row: MqlRow) {
  return {
    passed: row.passed ?? 0,
    target: row.target,
    attainment: row.attainment?.value ?? null,
    pace: row.pace,
    accepted: row.accepted ?? 0,
    rejected: row.rejected ?? 0,
    efficiency: [row.efficiency?.n ?? 0, row.efficiency?.d ?? 0, row.efficiency?.value ?? null],
    cohort: [row.cohort?.n ?? 0, row.cohort?.d ?? 0, row.cohort?.value ?? null],
    mqlsPerSql: row.mqlsPerSql?.value ?? null,
  };
}

function sqlOfView(row: ViewRow | undefined) {
  return {
    sqls: number(row?.sqls),
    target: quotient(row?.target),
    attainment: quotient(row?.attainment),
    pace: quotient(row?.pace),
    spend: micros(row?.spend),
    cost: quotient(row?.cost),
    laggedSpend: micros(row?.lagged_spend),
    lagged: quotient(row?.lagged_cost),
    costPerMql: quotient(row?.cost_per_mql),
    laggedPerMql: quotient(row?.lagged_cost_per_mql),
    // Of a period without a row the one before is not looked up.
    previous: row === undefined ? null : [number(row.previous_sqls), quotient(row.previous_cost)],
  };
}

function sqlOfReport(row: SqlRow) {
  const figures = {
    sqls: row.sqls ?? 0,
    target: row.target,
    attainment: row.attainment?.value ?? null,
    pace: row.pace,
    spend: row.spend?.micros ?? "0",
    cost: row.cost?.value ?? null,
    laggedSpend: row.lagged?.n?.micros ?? "0",
    lagged: row.lagged?.value ?? null,
    costPerMql: row.costPerMql?.value ?? null,
    laggedPerMql: row.laggedPerMql?.value ?? null,
  };
  return { ...figures, previous: row.asOf === null ? null : [row.trend.sqls.previous ?? 0, row.trend.cost.previous] };
}

/** A decimal of six places in micros, by its digits. */
function micros(decimal: unknown): string {
  if (decimal === null || decimal === undefined) return "0";
  return String(BigInt(String(decimal).replace(".", "")));
}

function slaOfView(row: ViewRow | undefined) {
  return {
    compliance: [number(row?.compliance_numerator), number(row?.compliance_denominator), quotient(row?.compliance)],
    counts: [number(row?.met), number(row?.breached), number(row?.cancelled)],
    response: distribution(row, "response_", "responses"),
    within1h: [number(row?.within_1h_numerator), number(row?.within_1h_denominator), quotient(row?.within_1h)],
  };
}

function slaOfReport({ compliance, met, breached, cancelled, response, within1h }: PolicyRow) {
  return {
    compliance: [compliance?.n ?? 0, compliance?.d ?? 0, compliance?.value ?? null],
    counts: [met ?? 0, breached ?? 0, cancelled ?? 0],
    response: distributionOf(response),
    within1h: [within1h?.n ?? 0, within1h?.d ?? 0, within1h?.value ?? null],
  };
}

const SHARES = ["mean", "min", "p50", "p75", "p90", "p95", "max"] as const;

function distribution(row: ViewRow | undefined, prefix: string, count: string) {
  return [number(row?.[count]), ...SHARES.map((share) => quotient(row?.[`${prefix}${share}_ms`]))];
}

function distributionOf(times: PolicyRow["response"]) {
  return [times?.count ?? 0, ...SHARES.map((share) => times?.[`${share}Ms`] ?? null)];
}
