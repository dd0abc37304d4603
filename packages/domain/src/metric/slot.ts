/**
 * The metrics of a row, one slot each: SEMANTICS 7 as data.
 *
 * A new metric is a line in `slotsOf`, a case in `metricValue` where it is made in a new way,
 * and a page of documentation.
 */
import type { Grain, MetricName, TenantConfig } from "../config/config.ts";
import { countedVelocities, velocitySubject } from "../lead/lead-facts.ts";
import { isRolling } from "../period/grain.ts";
import { slaCount, slaSketch, stageCount, stageSketch, velocitySketch } from "./row-layout.ts";

/** How the value of a slot is made of a row and what stands beside it. Numbers are indices into counts or sketches. */
export type Making =
  | { readonly kind: "count"; readonly n: number }
  | { readonly kind: "ratio"; readonly n: number; readonly d: number }
  /** n over the sum of two counts */
  | { readonly kind: "share"; readonly n: number; readonly d: number; readonly d2: number }
  | { readonly kind: "distribution"; readonly sketch: number }
  | { readonly kind: "population"; readonly stage: number }
  | { readonly kind: "spend" }
  | { readonly kind: "cost"; readonly d: number }
  | { readonly kind: "laggedCost"; readonly d: number }
  | { readonly kind: "attainment"; readonly n: number; readonly stage: string }
  | { readonly kind: "pace"; readonly n: number; readonly stage: string };

export interface Slot {
  readonly metric: MetricName;
  readonly subject: string | null;
  readonly unit: string;
  readonly making: Making;
}

export interface SlotScope {
  /** A rolling grain stands for all of them. */
  readonly grain: Grain;
  /** Whether the configuration makes this grain for the set. */
  readonly measured: boolean;
  /** Whether targets are published for the set in this grain. */
  readonly targets: boolean;
  /** Whether the set's dimensions have spend. */
  readonly spend: boolean;
  readonly published: ReadonlySet<MetricName>;
}

/** The slots of a row of the scope's grain, in the order of the table in SEMANTICS 7. Pure. */
export function slotsOf(config: TenantConfig, scope: SlotScope): readonly Slot[] {
  const { funnel } = config;
  const velocities = countedVelocities(config);
  const shape = { stages: funnel.stages, velocities };
  const slots: Slot[] = [];
  const add = (metric: MetricName, subject: string | null, unit: string, making: Making): void => {
    if (scope.published.has(metric)) slots.push({ metric, subject, unit, making });
  };
  const rolling = isRolling(scope.grain);
  const q = funnel.stages.indexOf(funnel.qualified);
  const a = funnel.stages.indexOf(funnel.accepted);
  const reachedQ = stageCount(q, "reached");
  const reachedA = stageCount(a, "reached");

  if (scope.measured) {
    for (const [s, stage] of funnel.stages.entries()) {
      if (!rolling || s === q || s === a) {
        add("leads_reached", stage, "leads", { kind: "count", n: stageCount(s, "reached") });
      }
      if (rolling) continue;
      add("stage_entries", stage, "leads", { kind: "count", n: stageCount(s, "entries") });
      add("stage_exits", stage, "leads", { kind: "count", n: stageCount(s, "exits") });
      if (scope.grain === "DAY") add("stage_population", stage, "leads", { kind: "population", stage: s });
      add("time_in_stage", stage, "ms", { kind: "distribution", sketch: stageSketch(s) });
    }
    if (!rolling) {
      for (const pair of funnel.velocities) {
        const v = velocities.findIndex((p) => velocitySubject(p) === velocitySubject(pair));
        add("velocity", velocitySubject(pair), "ms", { kind: "distribution", sketch: velocitySketch(shape, v) });
      }
    }
    add("acceptance_rate", funnel.accepted, "ratio", { kind: "ratio", n: reachedA, d: reachedQ });
    if (!rolling) {
      add("mqls_per_sql", funnel.accepted, "ratio", { kind: "ratio", n: reachedQ, d: reachedA });
      add("cohort_acceptance_rate", funnel.accepted, "ratio", {
        kind: "ratio",
        n: stageCount(q, "cohort"),
        d: reachedQ,
      });
      if (funnel.rejected !== null) {
        add("leads_rejected", funnel.rejected, "leads", { kind: "count", n: stageCount(q, "rejected") });
      }
      for (const [l, sla] of config.slas.entries()) {
        const met = slaCount(shape, l, "met");
        const breached = slaCount(shape, l, "breached");
        add("sla_met", sla.id, "leads", { kind: "count", n: met });
        add("sla_breached", sla.id, "leads", { kind: "count", n: breached });
        add("sla_cancelled", sla.id, "leads", { kind: "count", n: slaCount(shape, l, "cancelled") });
        add("sla_compliance", sla.id, "ratio", { kind: "share", n: met, d: met, d2: breached });
        add("sla_response_time", sla.id, "ms", { kind: "distribution", sketch: slaSketch(shape, l) });
        add("sla_within_1h", sla.id, "ratio", {
          kind: "share",
          n: slaCount(shape, l, "within1h"),
          d: met,
          d2: breached,
        });
      }
    }
    if (scope.spend) {
      add("spend", null, config.currency, { kind: "spend" });
      for (const [stage, d] of [
        [funnel.qualified, reachedQ],
        [funnel.accepted, reachedA],
      ] as const) {
        add("cost_per_lead", stage, config.currency, { kind: "cost", d });
        if (config.lag !== null) add("lagged_cost_per_lead", stage, config.currency, { kind: "laggedCost", d });
      }
    }
  }
  if (scope.targets) {
    for (const [s, stage] of funnel.stages.entries()) {
      const n = stageCount(s, "reached");
      add("target_attainment", stage, "ratio", { kind: "attainment", n, stage });
      if (scope.grain === "MONTH") add("target_pace", stage, "ratio", { kind: "pace", n, stage });
    }
  }
  return slots;
}
