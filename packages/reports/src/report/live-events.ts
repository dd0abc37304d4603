/** The data of server-sent events. */
import { type FunnelMetric, formatInstant, type SlaBreachEvent } from "@stagefold/domain";
import { instantOrNull } from "../figure/instant.ts";
import type { LiveBreach, LiveMetric } from "../shape/live-events.ts";
import { metricValueShape } from "./metrics-list.ts";

/** A record of sla-breaches as the event `breach` says it; null: of a kind that this version does not know. Pure. */
export function liveBreach(event: SlaBreachEvent): LiveBreach | null {
  const { type: _, kind, startedAt, dueAt, endedAt, overdueMs, detectedAt, ...rest } = event;
  if (kind === "UNKNOWN") return null;
  return {
    ...rest,
    kind,
    startedAt: formatInstant(startedAt),
    dueAt: formatInstant(dueAt),
    endedAt: instantOrNull(endedAt),
    overdueMs: overdueMs === null ? null : Number(overdueMs),
    detectedAt: formatInstant(detectedAt),
  };
}

/** A record of funnel-metrics as the event `metric` says it. Pure. */
export function liveMetric(record: FunnelMetric): LiveMetric {
  return { tenantId: record.tenantId, ...metricValueShape(record) };
}
