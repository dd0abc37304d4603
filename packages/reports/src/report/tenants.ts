/** What a page must know of a tenant before it asks for reports. */
import { formatDay, METRICS } from "@stagefold/domain";
import { instantOrNull } from "../figure/instant.ts";
import { todayOf } from "../figure/period-range.ts";
import { publishedSegments } from "../figure/published.ts";
import type { ReportContext } from "../report-context.ts";
import type { TenantShape } from "../shape/tenants.ts";
import { lagText } from "./lag.ts";

/** The tenant's entry in the list of tenants. */
export function tenantEntry(context: ReportContext): TenantShape {
  const { tenantId, config, data } = context;
  const { asOf, caughtUp } = data.freshness(tenantId);
  const { channels, campaigns, owners } = data.segmentValues(tenantId);
  const { stages, qualified, accepted, rejected, velocities } = config.funnel;
  const publishes = config.publish.metrics;
  const today = todayOf(context);
  const first = data.firstPeriodStart(tenantId);
  return {
    tenantId,
    timeZone: config.timeZone,
    currency: config.currency,
    fiscalYearStartMonth: config.fiscalYearStartMonth,
    asOf: instantOrNull(asOf),
    caughtUp,
    today: today === null ? null : formatDay(today),
    firstDay: first === null ? null : formatDay(first),
    funnel: { stages: [...stages], qualified, accepted, rejected, velocities: [...velocities] },
    slas: config.slas.map(({ id, severity, entersStage, withinMs, warnAfterMs, calendar }) => ({
      id,
      severity,
      entersStage,
      withinMs,
      warnAfterMs,
      calendar: calendar !== null,
    })),
    segments: publishedSegments(config).map(({ dimensions, grains }) => ({
      dimensions: [...dimensions],
      grains: [...grains],
    })),
    values: { channels: [...channels], campaigns: [...campaigns], owners: [...owners] },
    lag: lagText(config.lag),
    metrics: METRICS.filter((metric) => publishes === null || publishes.has(metric)),
    leads: data.leadCount(tenantId),
  };
}
