/** The lag behind a lagged cost, and both windows: SEMANTICS 7, Lag. */
import { type LagConfig, type Period, roundedLagDays, toLong, velocitySubject } from "@stagefold/domain";
import { moneyOf } from "../figure/money.ts";
import { spanOf, windowShape } from "../figure/period-range.ts";
import type { RowFigures } from "../figure/row-figures.ts";
import type { ReportContext } from "../report-context.ts";
import type { SegmentFilter, VelocitySum } from "../report-data.ts";
import type { LaggedCost } from "../shape/sql-report.ts";

/** The lagged cost of a lead that reached `stage`; null: it is not published, or there is no lag. */
export function laggedCostOf(
  context: ReportContext,
  figures: RowFigures,
  stage: string,
  segment: SegmentFilter,
  period: Period,
): LaggedCost | null {
  const { config } = context;
  const record = figures.record("lagged_cost_per_lead", stage);
  if (config.lag === null) return null;
  if (record === undefined && !figures.isPublished("lagged_cost_per_lead", stage)) return null;
  const lagDays = lagDaysOf(context, figures, segment, period);
  const spent = record === undefined ? 0 : record.numerator;
  return {
    lagDays,
    reachedWindow: windowShape(period),
    spendWindow: lagDays === null ? null : windowShape({ start: period.start - lagDays, end: period.end - lagDays }),
    n: lagDays === null || spent === null ? null : moneyOf(spent, config.currency),
    d: Number(record?.denominator ?? 0),
    value: record?.value ?? null,
  };
}

/** How the lag is made, in words; null: none is configured. Pure. */
export function lagText(lag: LagConfig | null): string | null {
  if (lag === null) return null;
  if (lag.kind === "days") return `${lag.days} days`;
  return `mean of ${velocitySubject(lag.pair)}, in multiples of ${lag.roundToDays} days`;
}

function lagDaysOf(
  { data, tenantId, config }: ReportContext,
  figures: RowFigures,
  segment: SegmentFilter,
  period: Period,
): number | null {
  const { lag } = config;
  if (lag === null) return null;
  if (lag.kind === "days") return lag.days;
  const { count, sumMs } =
    publishedSum(figures, velocitySubject(lag.pair)) ??
    data.velocitySum(tenantId, lag.pair, segment, spanOf(config.timeZone, period));
  return count === 0 ? null : roundedLagDays(toLong(sumMs), count, lag.roundToDays);
}

/** Of the velocity as published; undefined: it is not, or its sum is too large to be exact in a record. */
function publishedSum(figures: RowFigures, subject: string): VelocitySum | undefined {
  if (!figures.isPublished("velocity", subject)) return undefined;
  const record = figures.record("velocity", subject);
  const sum = record?.sampleSum ?? 0;
  if (!Number.isSafeInteger(sum)) return undefined;
  return { count: Number(record?.sampleCount ?? 0), sumMs: BigInt(sum) };
}
