/**
 * Figures of one segment by period, read from the published metrics, and the status of the rows made of them.
 *
 * Where the configuration makes a metric and there is no value of it, the figure is 0 (SEMANTICS 6: a period-segment
 * that never had anything has no record); where it does not make it, the figure is null.
 */
import { type FunnelMetric, formatInstant, type Grain, type MetricName, type Period, zoneOf } from "@stagefold/domain";
import type { ReportContext } from "../report-context.ts";
import type { SegmentFilter } from "../report-data.ts";
import type { Cost, Distribution, Money, Rate, Status } from "../shape/figure.ts";
import { moneyOf } from "./money.ts";
import { dimensionsOf, isPublished } from "./published.ts";

/** The figures of one period. What is read through it decides over `status` and `asOf`. */
export interface RowFigures {
  /** The value itself; undefined: there is none in the period. */
  record(metric: MetricName, subject: string | null): FunnelMetric | undefined;
  isPublished(metric: MetricName, subject: string | null): boolean;
  count(metric: MetricName, subject: string | null): number | null;
  rate(metric: MetricName, subject: string | null): Rate | null;
  money(metric: MetricName): Money | null;
  cost(metric: MetricName, subject: string): Cost | null;
  distribution(metric: MetricName, subject: string): Distribution | null;
  /** Of the values read so far. */
  status(): Status;
  asOf(): string | null;
}

/** The figures of `segment` by period, among `periods`: each series of values is read once. */
export function figuresOf(
  context: ReportContext,
  grain: Grain,
  segment: SegmentFilter,
  periods: readonly Period[],
): (period: Period) => RowFigures {
  const { data, tenantId, config } = context;
  const dimensions = dimensionsOf(segment);
  const values = {
    channel: segment.channel ?? null,
    campaignId: segment.campaignId ?? null,
    ownerId: segment.ownerId ?? null,
  };
  const first = Math.min(...periods.map((period) => period.start));
  const last = Math.max(...periods.map((period) => period.start));
  const series = new Map<string, ReadonlyMap<number, FunnelMetric>>();

  function seriesOf(metric: MetricName, subject: string | null): ReadonlyMap<number, FunnelMetric> {
    const name = `${metric}|${subject ?? ""}`;
    let found = series.get(name);
    if (found === undefined) {
      const records = data.series(tenantId, { metric, subject, grain, segment: values }, first, last);
      found = new Map(records.map((record) => [record.periodStart, record]));
      series.set(name, found);
    }
    return found;
  }

  return (period) => {
    const read: FunnelMetric[] = [];
    const published = (metric: MetricName, subject: string | null): boolean =>
      isPublished(config, metric, subject, dimensions, grain);
    const record = (metric: MetricName, subject: string | null): FunnelMetric | undefined => {
      const found = seriesOf(metric, subject).get(period.start);
      if (found !== undefined) read.push(found);
      return found;
    };
    return {
      record,
      isPublished: published,
      count(metric, subject) {
        const found = record(metric, subject);
        if (found !== undefined) return Number(found.numerator ?? 0);
        return published(metric, subject) ? 0 : null;
      },
      rate(metric, subject) {
        const found = record(metric, subject);
        if (found !== undefined) return rateOf(found);
        return published(metric, subject) ? { n: 0, d: 0, value: null } : null;
      },
      money(metric) {
        const found = record(metric, null);
        if (found === undefined && !published(metric, null)) return null;
        return moneyOf(found?.numerator ?? 0, config.currency);
      },
      cost(metric, subject) {
        const found = record(metric, subject);
        if (found === undefined && !published(metric, subject)) return null;
        return {
          n: moneyOf(found?.numerator ?? 0, config.currency),
          d: Number(found?.denominator ?? 0),
          value: found?.value ?? null,
        };
      },
      distribution(metric, subject) {
        const found = record(metric, subject);
        if (found === undefined && !published(metric, subject)) return null;
        return distributionOf(found);
      },
      status: () => statusOf(read, isOver(context, period)),
      asOf: () => newest(read),
    };
  };
}

/** n, d and value as published. Pure. */
export function rateOf(record: FunnelMetric): Rate {
  return { n: Number(record.numerator ?? 0), d: Number(record.denominator ?? 0), value: record.value };
}

function distributionOf(record: FunnelMetric | undefined): Distribution {
  return {
    count: Number(record?.sampleCount ?? 0),
    sumMs: record?.sampleSum ?? 0,
    meanMs: record?.value ?? null,
    minMs: record?.sampleMin ?? null,
    p50Ms: record?.sampleP50 ?? null,
    p75Ms: record?.sampleP75 ?? null,
    p90Ms: record?.sampleP90 ?? null,
    p95Ms: record?.sampleP95 ?? null,
    maxMs: record?.sampleMax ?? null,
  };
}

/** Whether the period and its grace are over at the clock: SEMANTICS 6, Status. */
function isOver({ data, tenantId, config, graceMs }: ReportContext, { end }: Period): boolean {
  const { asOf } = data.freshness(tenantId);
  return asOf !== null && asOf >= zoneOf(config.timeZone).startOfDay(end) + graceMs;
}

function statusOf(read: readonly FunnelMetric[], over: boolean): Status {
  if (read.length === 0) return over ? "FINAL" : "PROVISIONAL";
  if (read.some(({ status }) => status === "PROVISIONAL" || status === "UNKNOWN")) return "PROVISIONAL";
  return read.some(({ status }) => status === "RESTATED") ? "RESTATED" : "FINAL";
}

function newest(read: readonly FunnelMetric[]): string | null {
  let asOf: number | null = null;
  for (const record of read) if (asOf === null || record.asOf > asOf) asOf = record.asOf;
  return asOf === null ? null : formatInstant(asOf);
}
