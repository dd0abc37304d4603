/**
 * One value of one metric, as it should be published: what `FunnelMetric` says, without the fields
 * that are free, and with the true samples.
 */
import type { Dimension, Grain, MetricName, TenantConfig } from "@stagefold/domain";
import type { SegmentValues } from "./day-totals.ts";
import { isRolling, localDay, type Period, startOfDay } from "./local-day.ts";
import type { MetricKind } from "./metric-recipes.ts";

/** A value that has something behind it. `FINAL` stands for `RESTATED` too. */
export interface ModelMetric {
  readonly tenantId: string;
  readonly metric: MetricName;
  readonly subject: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  readonly grain: Grain;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly unit: string;
  readonly value: number | null;
  readonly numerator: bigint | null;
  readonly denominator: bigint | null;
  /** Ascending; null where the metric is no distribution. */
  readonly samples: readonly number[] | null;
  readonly status: "PROVISIONAL" | "FINAL";
}

/** What a value is of, and for whom. */
export interface MetricPlace {
  readonly tenantId: string;
  readonly tenant: TenantConfig;
  readonly metric: MetricName;
  readonly subject: string | null;
  readonly dimensions: readonly Dimension[];
  readonly segment: SegmentValues;
  readonly grain: Grain;
  readonly period: Period;
  readonly unit: string;
}

/** The instant at which the models are read, and how long a period stays open after its end. */
export interface ModelClockTime {
  readonly now: number;
  readonly graceMs: number;
}

/** Whether the period may be published at all: SEMANTICS 6. */
export function hasBegun(period: Period, grain: Grain, timeZone: string, now: number): boolean {
  const decisive = isRolling(grain) ? period.end - 1 : period.start;
  return decisive <= localDay(timeZone, now);
}

/** The status of a period's values: SEMANTICS 6. */
export function statusOf(periodEnd: number, timeZone: string, time: ModelClockTime): ModelMetric["status"] {
  return time.now < startOfDay(timeZone, periodEnd) + time.graceMs ? "PROVISIONAL" : "FINAL";
}

/** The key by which two descriptions of the same value are found. */
export function metricKey(
  metric: Pick<
    ModelMetric,
    "tenantId" | "metric" | "subject" | "channel" | "campaignId" | "ownerId" | "grain" | "periodStart"
  >,
): string {
  const { tenantId, subject, channel, campaignId, ownerId, grain, periodStart } = metric;
  return JSON.stringify([tenantId, metric.metric, subject, channel, campaignId, ownerId, grain, periodStart]);
}

/** The value at a place, given its numbers. */
export function metricAt(
  place: MetricPlace,
  numbers: Pick<ModelMetric, "value" | "numerator" | "denominator" | "samples">,
  time: ModelClockTime,
): ModelMetric {
  const inSegment = (dimension: Dimension): string | null => place.segment[place.dimensions.indexOf(dimension)] ?? null;
  return {
    tenantId: place.tenantId,
    metric: place.metric,
    subject: place.subject,
    channel: inSegment("channel"),
    campaignId: inSegment("campaignId"),
    ownerId: inSegment("ownerId"),
    grain: place.grain,
    periodStart: place.period.start,
    periodEnd: place.period.end,
    unit: place.unit,
    ...numbers,
    status: statusOf(place.period.end, place.tenant.timeZone, time),
  };
}

/** The unit of a kind of metric. */
export function unitOf(kind: MetricKind, currency: string): string {
  switch (kind) {
    case "count":
      return "leads";
    case "rate":
      return "ratio";
    case "distribution":
      return "ms";
    case "money":
    case "cost":
      return currency;
  }
}

/** `n / d`, null over nothing. */
export function ratio(n: bigint, d: bigint): number | null {
  return d === 0n ? null : Number(n) / Number(d);
}
