/** What is known of one tenant, laid out for looking up. */
import type { FunnelMetric, MetricName, SlaBreachEvent, TenantConfig } from "@stagefold/domain";

/** The part of a metric that the report reads. */
export type MetricValue = Pick<
  FunnelMetric,
  | "tenantId"
  | "metric"
  | "subject"
  | "channel"
  | "campaignId"
  | "ownerId"
  | "grain"
  | "periodStart"
  | "periodEnd"
  | "unit"
  | "value"
  | "numerator"
  | "denominator"
  | "sampleP50"
  | "sampleP90"
  | "status"
>;

const SPEND_METRICS: readonly string[] = ["spend", "cost_per_lead", "lagged_cost_per_lead"] satisfies MetricName[];

export interface Period {
  readonly grain: "MONTH" | "QUARTER";
  /** Days since epoch; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface Segment {
  readonly channel?: string;
  readonly campaignId?: string;
  readonly ownerId?: string;
}

export interface TenantFacts {
  readonly tenantId: string;
  readonly config: TenantConfig;
  readonly breaches: readonly SlaBreachEvent[];
  /** The periods of `grain` in which leads moved or were aimed at, the oldest first. Spend alone makes none. */
  periods(grain: Period["grain"]): readonly Period[];
  /** The value of `metric` about `subject` in `period`, of everything unless `segment` says of what. */
  value(metric: MetricName, subject: string | null, period: Period, segment?: Segment): MetricValue | undefined;
  /** The values of `metric` about `subject` in `period` that are broken down by exactly the dimensions given. */
  broken(
    metric: MetricName,
    subject: string | null,
    period: Period,
    by: readonly (keyof Segment)[],
  ): readonly MetricValue[];
}

/** The facts of `tenantId`. `metrics` and `breaches` are this tenant's, the newest of each key. */
export function tenantFacts(
  tenantId: string,
  config: TenantConfig,
  metrics: readonly MetricValue[],
  breaches: readonly SlaBreachEvent[],
): TenantFacts {
  const bySegment = new Map(metrics.map((metric) => [segmentKey(metric), metric]));
  const bySubject = Map.groupBy(metrics, subjectKey);
  return {
    tenantId,
    config,
    breaches,
    periods(grain) {
      const ends = new Map(
        metrics
          .filter((metric) => metric.grain === grain && !SPEND_METRICS.includes(metric.metric))
          .map((metric) => [metric.periodStart, metric.periodEnd]),
      );
      return [...ends].map(([start, end]) => ({ grain, start, end })).sort((a, b) => a.start - b.start);
    },
    value: (metric, subject, period, segment = {}) =>
      bySegment.get(segmentKey(wanted(metric, subject, period, segment))),
    broken(metric, subject, period, by) {
      const values = bySubject.get(subjectKey(wanted(metric, subject, period, {}))) ?? [];
      const dimensions = ["channel", "campaignId", "ownerId"] as const;
      return values.filter((value) => dimensions.every((name) => (value[name] !== null) === by.includes(name)));
    },
  };
}

type Place = Pick<MetricValue, "metric" | "subject" | "grain" | "periodStart" | "channel" | "campaignId" | "ownerId">;

function wanted(metric: string, subject: string | null, period: Period, segment: Segment): Place {
  const { channel = null, campaignId = null, ownerId = null } = segment;
  return { metric, subject, grain: period.grain, periodStart: period.start, channel, campaignId, ownerId };
}

function subjectKey(place: Place): string {
  return JSON.stringify([place.metric, place.subject, place.grain, place.periodStart]);
}

function segmentKey(place: Place): string {
  return JSON.stringify([subjectKey(place), place.channel, place.campaignId, place.ownerId]);
}
