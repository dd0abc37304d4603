/** Which metrics the configuration makes, for which segment and grain. */
import {
  DIMENSIONS,
  type Dimension,
  type Grain,
  isRolling,
  type MetricName,
  type MetricPlan,
  metricPlan,
  type TenantConfig,
} from "@stagefold/domain";
import type { SegmentFilter } from "../report-data.ts";
import { ReportProblem } from "../report-problem.ts";

const plans = new WeakMap<TenantConfig, MetricPlan>();

/** The plan of a tenant's metrics; made once for a configuration. */
export function planOf(config: TenantConfig): MetricPlan {
  let plan = plans.get(config);
  if (plan === undefined) {
    plan = metricPlan(config);
    plans.set(config, plan);
  }
  return plan;
}

/** The dimensions that a filter names, in canonical order. Pure. */
export function dimensionsOf(segment: SegmentFilter): readonly Dimension[] {
  return DIMENSIONS.filter((dimension) => segment[dimension] !== undefined);
}

/** Whether values of the metric (and subject) are published for segments of these dimensions in this grain. Pure. */
export function isPublished(
  config: TenantConfig,
  metric: MetricName,
  subject: string | null,
  dimensions: readonly Dimension[],
  grain: Grain,
): boolean {
  const set = planOf(config).sets.find((planned) => planned.dimensions.join() === dimensions.join());
  if (set === undefined) return false;
  if (isRolling(grain) && !set.rolling.includes(grain)) return false;
  const slots = isRolling(grain) ? set.rollingSlots : (set.slots.get(grain) ?? []);
  return slots.some((slot) => slot.metric === metric && slot.subject === subject);
}

/** The dimension sets that reports can be asked for, with their grains. Pure. */
export function publishedSegments(
  config: TenantConfig,
): readonly { readonly dimensions: readonly Dimension[]; readonly grains: readonly Grain[] }[] {
  return config.segments
    .map(({ dimensions, grains }) => ({
      dimensions,
      grains: grains.filter((grain) => config.publish.grains === null || config.publish.grains.has(grain)),
    }))
    .filter(({ grains }) => grains.length > 0);
}

/**
 * Refuses a segment that the configuration makes no metrics for, or not in this grain: a report would be empty
 * where there are leads. Throws ReportProblem.
 */
export function assertPublished(config: TenantConfig, segment: SegmentFilter, grain: Grain): void {
  const dimensions = dimensionsOf(segment);
  const sets = publishedSegments(config);
  const set = sets.find((published) => published.dimensions.join() === dimensions.join());
  if (set === undefined) {
    throw new ReportProblem(
      "STF-RPT-001",
      dimensions[0] ?? "channel",
      `no metrics are made by ${naming(dimensions)}. The configuration's segments make them by: ${sets.map((s) => naming(s.dimensions)).join("; ") || "nothing"}. Ask for one of these, or add the set to segments`,
      sets.map((s) => s.dimensions.join()),
    );
  }
  if (!set.grains.includes(grain)) {
    throw new ReportProblem(
      "STF-RPT-002",
      "grain",
      `by ${naming(dimensions)} no ${grain} is published. There is: ${set.grains.join(", ")}`,
      set.grains,
    );
  }
}

function naming(dimensions: readonly Dimension[]): string {
  return dimensions.length === 0 ? "everything" : dimensions.join(" and ");
}
