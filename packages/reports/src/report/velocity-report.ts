/** The velocity report: time in each stage, closed and open, beside the agreements that govern it. */
import { type SlaPolicy, velocitySubject } from "@stagefold/domain";
import { envelopeOf } from "../figure/envelope.ts";
import { namingDay, onePeriodOf, periodShape, spanOf } from "../figure/period-range.ts";
import { assertPublished } from "../figure/published.ts";
import { figuresOf, type RowFigures } from "../figure/row-figures.ts";
import { agesOf, distributionOf, histogramOf } from "../figure/samples.ts";
import { segmentOf } from "../figure/segment-of.ts";
import type { ReportContext } from "../report-context.ts";
import type { SegmentFilter, Span } from "../report-data.ts";
import type {
  GoverningSla,
  PairVelocity,
  StageVelocity,
  VelocityQuery,
  VelocityReport,
} from "../shape/velocity-report.ts";

/** The report. Throws ReportProblem where the query names what is not there. */
export function velocityReport(context: ReportContext, query: VelocityQuery): VelocityReport {
  const { config } = context;
  const { grain } = query;
  const segment = segmentOf(query);
  assertPublished(config, segment, grain);
  const period = onePeriodOf(context, grain, query.period);
  const reading = figuresOf(context, grain, segment, [period]);
  const figures = (): RowFigures => reading(period);
  const span = spanOf(config.timeZone, period);
  const parameters = { grain, period: namingDay(grain, period), ...segment };
  return {
    ...envelopeOf(context, ["reports", "velocity"], parameters),
    grain,
    segment,
    period: periodShape(grain, period),
    stages: config.funnel.stages.map((stage) => stageVelocity(context, stage, segment, span, figures())),
    velocities: config.funnel.velocities.flatMap((pair) => {
      const of = figures();
      const times = of.distribution("velocity", velocitySubject(pair));
      const velocity: PairVelocity[] =
        times === null ? [] : [{ from: pair.from, to: pair.to, status: of.status(), asOf: of.asOf(), times }];
      return velocity;
    }),
  };
}

function stageVelocity(
  context: ReportContext,
  stage: string,
  segment: SegmentFilter,
  span: Span,
  figures: RowFigures,
): StageVelocity {
  const { data, tenantId, config } = context;
  const { asOf } = data.freshness(tenantId);
  const closedMs = data.closedStays(tenantId, stage, segment, span);
  const openSince = asOf === null ? [] : data.openStays(tenantId, stage, segment, null, asOf);
  const now = asOf ?? 0;
  const openAges = openSince.map((since) => now - since).reverse();
  const published = figures.distribution("time_in_stage", stage);
  const row = {
    stage,
    closed: published ?? distributionOf(closedMs),
    closedFrom: published === null ? ("stays" as const) : ("metric" as const),
    open: agesOf(openSince, now),
    histogram: [...histogramOf(closedMs, openAges)],
    slas: config.slas.filter((sla) => sla.entersStage === stage).map((sla) => governing(sla, figures)),
  };
  return { ...row, status: figures.status(), asOf: figures.asOf() };
}

function governing(sla: SlaPolicy, figures: RowFigures): GoverningSla {
  const kept = figures.rate("sla_compliance", sla.id);
  const meanMs = figures.distribution("sla_response_time", sla.id)?.meanMs ?? null;
  return {
    slaId: sla.id,
    severity: sla.severity,
    withinMs: sla.withinMs,
    calendar: sla.calendar !== null,
    kept,
    brokenShare:
      kept === null ? null : { n: kept.d - kept.n, d: kept.d, value: kept.d === 0 ? null : (kept.d - kept.n) / kept.d },
    meanMs,
    // The response time is elapsed time, which says nothing about open time.
    meanKeeps: meanMs === null || sla.calendar !== null ? null : meanMs <= sla.withinMs,
  };
}
