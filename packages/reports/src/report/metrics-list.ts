/** Any metric, as published, page by page. */
import {
  DIMENSIONS,
  type Dimension,
  type FunnelMetric,
  formatDay,
  formatInstant,
  type Long,
  parseDay,
} from "@stagefold/domain";
import { cursorOf, placeOf } from "../cursor.ts";
import { envelopeOf } from "../figure/envelope.ts";
import { dimensionsOf } from "../figure/published.ts";
import { segmentOf } from "../figure/segment-of.ts";
import type { ReportContext } from "../report-context.ts";
import type { MetricPlace, SegmentFilter } from "../report-data.ts";
import { ReportProblem } from "../report-problem.ts";
import type { MetricsList, MetricsQuery, MetricValueShape } from "../shape/metrics-list.ts";

/** The page. Throws ReportProblem for a day that does not exist, or a cursor of another list. */
export function metricsList(context: ReportContext, query: MetricsQuery): MetricsList {
  const { data, tenantId } = context;
  const { metric, subject, grain, from, to, by, limit, cursor } = query;
  const segment = segmentOf(query);
  const filter = {
    metric: metric ?? null,
    subject: subject ?? null,
    grain: grain ?? null,
    fromStart: dayOf(from, "from"),
    toStart: dayOf(to, "to"),
    dimensions: dimensionsAsked(by, segment),
    segment,
  };
  const values = data.metricPage(tenantId, filter, metricPlaceOf(cursor), limit + 1);
  const page = values.slice(0, limit);
  const last = page.at(-1);
  return {
    ...envelopeOf(context, ["metrics"], { metric, subject, grain, from, to, by, ...segment, limit, cursor }),
    rows: page.map(metricValueShape),
    nextCursor: values.length > limit && last !== undefined ? metricCursorOf(last) : null,
  };
}

/** A record of funnel-metrics as the API says it. Pure. */
export function metricValueShape(record: FunnelMetric): MetricValueShape {
  const { metricId, metric, subject, channel, campaignId, ownerId, grain, unit, value } = record;
  return {
    metricId,
    metric,
    subject,
    channel,
    campaignId,
    ownerId,
    period: {
      grain: grain === "UNKNOWN" ? "DAY" : grain,
      start: formatDay(record.periodStart),
      end: formatDay(record.periodEnd),
    },
    unit,
    value,
    numerator: longShape(record.numerator),
    denominator: longShape(record.denominator),
    sampleCount: longShape(record.sampleCount),
    sampleSum: record.sampleSum,
    sampleMin: record.sampleMin,
    sampleP50: record.sampleP50,
    sampleP75: record.sampleP75,
    sampleP90: record.sampleP90,
    sampleP95: record.sampleP95,
    sampleMax: record.sampleMax,
    status: record.status === "UNKNOWN" ? "PROVISIONAL" : record.status,
    revision: longShape(record.revision),
    asOf: formatInstant(record.asOf),
  };
}

/** A number as long as it is exact, else its digits. */
function longShape(value: Long | null): number | string | null {
  return typeof value === "bigint" ? String(value) : value;
}

/** `by` as said; without it, the dimensions that have a value, and any where none has. */
function dimensionsAsked(by: string | undefined, segment: SegmentFilter): readonly Dimension[] | null {
  if (by !== undefined) {
    const names = by === "" ? [] : by.split(",");
    return DIMENSIONS.filter((dimension) => names.includes(dimension));
  }
  const named = dimensionsOf(segment);
  return named.length === 0 ? null : named;
}

function dayOf(text: string | undefined, parameter: string): number | null {
  if (text === undefined) return null;
  const day = parseDay(text);
  if (day !== null) return day;
  throw new ReportProblem(
    "STF-RPT-003",
    parameter,
    `${parameter} is ${text}: expected a date that exists, as YYYY-MM-DD`,
  );
}

function metricCursorOf(record: FunnelMetric): string {
  const { metric, grain, subject, channel, campaignId, ownerId, periodStart } = record;
  return cursorOf([metric, grain, subject, channel, campaignId, ownerId, periodStart]);
}

function metricPlaceOf(cursor: string | undefined): MetricPlace | null {
  const optional = "text or null" as const;
  const place = placeOf(cursor, ["string", "string", optional, optional, optional, optional, "number"]);
  if (place === null) return null;
  const [metric, grain, subject, channel, campaignId, ownerId, periodStart] = place;
  return { metric, grain, subject, channel, campaignId, ownerId, periodStart } as MetricPlace;
}
