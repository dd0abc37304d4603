/** The MQL report: metrics by period, and from the stays what became of the MQLs one by one. */
import type { Period } from "@stagefold/domain";
import { aimOf } from "../figure/aim.ts";
import { envelopeOf } from "../figure/envelope.ts";
import { periodRangeOf, periodShape, spanOf } from "../figure/period-range.ts";
import { assertPublished } from "../figure/published.ts";
import { figuresOf } from "../figure/row-figures.ts";
import { agesOf, between } from "../figure/samples.ts";
import { segmentOf } from "../figure/segment-of.ts";
import type { ReportContext } from "../report-context.ts";
import type { Rejection, SegmentFilter, Span } from "../report-data.ts";
import type { MqlQuery, MqlReport, RejectedReason } from "../shape/mql-report.ts";

/** The report. Throws ReportProblem where the query names what is not there. */
export function mqlReport(context: ReportContext, query: MqlQuery): MqlReport {
  const { config } = context;
  const { grain } = query;
  const { qualified, accepted, rejected } = config.funnel;
  const segment = segmentOf(query);
  assertPublished(config, segment, grain);
  const range = periodRangeOf(context, grain, query.from, query.to);
  const periods = range?.periods ?? [];
  const envelope = envelopeOf(context, ["reports", "mql"], { grain, from: range?.from, to: range?.to, ...segment });
  const figures = figuresOf(context, grain, segment, periods);
  const stays = staysOf(context, segment, periods);

  const rows = periods.map((period) => {
    const of = figures(period);
    const span = spanOf(config.timeZone, period);
    const passed = of.count("leads_reached", qualified);
    const row = {
      period: periodShape(grain, period),
      passed,
      ...aimOf(context, of, qualified, grain, period, passed),
      accepted: of.count("leads_reached", accepted),
      rejected: rejected === null ? null : of.count("leads_rejected", rejected),
      rejectedReasons: reasonsOf(stays.rejections, span),
      open: agesOf(between(stays.openSince, span.from, span.to), stays.now),
      efficiency: of.rate("acceptance_rate", accepted),
      cohort: of.rate("cohort_acceptance_rate", accepted),
      mqlsPerSql: of.rate("mqls_per_sql", accepted),
    };
    return { ...row, status: of.status(), asOf: of.asOf() };
  });
  return { ...envelope, grain, segment, qualified, accepted, rejected, rows };
}

interface QualifiedStays {
  readonly now: number;
  /** In order. */
  readonly openSince: readonly number[];
  readonly rejections: readonly Rejection[];
}

/** Of all periods at once: they follow each other, and rolling ones overlap. */
function staysOf(context: ReportContext, segment: SegmentFilter, periods: readonly Period[]): QualifiedStays {
  const { data, tenantId, config } = context;
  const { qualified, rejected } = config.funnel;
  const { asOf } = data.freshness(tenantId);
  const first = periods[0];
  const last = periods.at(-1);
  if (asOf === null || first === undefined || last === undefined) return { now: 0, openSince: [], rejections: [] };
  const span = spanOf(config.timeZone, { start: first.start, end: last.end });
  return {
    now: asOf,
    openSince: data.openStays(tenantId, qualified, segment, span, asOf),
    rejections: rejected === null ? [] : data.rejections(tenantId, { qualified, rejected }, segment, span),
  };
}

/** The most frequent first, then by reason, none at last. */
function reasonsOf(rejections: readonly Rejection[], { from, to }: Span): RejectedReason[] {
  const counts = new Map<string | null, number>();
  for (const { exitedAt, reason } of rejections) {
    if (exitedAt >= from && exitedAt < to) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || compareReasons(a.reason, b.reason));
}

function compareReasons(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
