/** The SQL report: how many leads sales accepted by period, what each cost, and how that changed. */
import type { Grain, Period } from "@stagefold/domain";
import { aimOf } from "../figure/aim.ts";
import { envelopeOf } from "../figure/envelope.ts";
import { periodRangeOf, periodShape, previousPeriod } from "../figure/period-range.ts";
import { assertPublished } from "../figure/published.ts";
import { figuresOf, type RowFigures } from "../figure/row-figures.ts";
import { segmentOf } from "../figure/segment-of.ts";
import type { ReportContext } from "../report-context.ts";
import type { SegmentFilter } from "../report-data.ts";
import type { SqlQuery, SqlReport, SqlRow, Trend } from "../shape/sql-report.ts";
import { laggedCostOf, lagText } from "./lag.ts";

/** The report. Throws ReportProblem where the query names what is not there. */
export function sqlReport(context: ReportContext, query: SqlQuery): SqlReport {
  const { config } = context;
  const { grain } = query;
  const { qualified, accepted } = config.funnel;
  const segment = segmentOf(query);
  assertPublished(config, segment, grain);
  const range = periodRangeOf(context, grain, query.from, query.to);
  const periods = range?.periods ?? [];
  const before = periods.map((period) => previousPeriod(grain, period, config.fiscalYearStartMonth));
  const figures = figuresOf(context, grain, segment, [...before, ...periods]);
  const rows = periods.map((period, i) =>
    sqlRow(context, segment, grain, period, figures(period), figures(before[i] as Period)),
  );
  const envelope = envelopeOf(context, ["reports", "sql"], { grain, from: range?.from, to: range?.to, ...segment });
  return { ...envelope, grain, segment, qualified, accepted, lag: lagText(config.lag), rows };
}

function sqlRow(
  context: ReportContext,
  segment: SegmentFilter,
  grain: Grain,
  period: Period,
  of: RowFigures,
  before: RowFigures,
): SqlRow {
  const { qualified, accepted } = context.config.funnel;
  const sqls = of.count("leads_reached", accepted);
  const cost = of.cost("cost_per_lead", accepted);
  const lagged = laggedCostOf(context, of, accepted, segment, period);
  const row = {
    period: periodShape(grain, period),
    sqls,
    ...aimOf(context, of, accepted, grain, period, sqls),
    spend: of.money("spend"),
    cost,
    lagged,
    costPerMql: of.cost("cost_per_lead", qualified),
    laggedPerMql: laggedCostOf(context, of, qualified, segment, period),
    trend: {
      sqls: trendOf(sqls, before.count("leads_reached", accepted)),
      cost: trendOf(cost?.value ?? null, before.cost("cost_per_lead", accepted)?.value ?? null),
      lagged: trendOf(lagged?.value ?? null, before.record("lagged_cost_per_lead", accepted)?.value ?? null),
    },
  };
  return { ...row, status: of.status(), asOf: of.asOf() };
}

/** The change of a figure to the one before. Pure. */
export function trendOf(value: number | null, previous: number | null): Trend {
  const change = value === null || previous === null || previous === 0 ? null : value / previous - 1;
  return { previous, change };
}
