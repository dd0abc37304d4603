/**
 * The metrics that are made of quantities over a period, as a table: SEMANTICS 7. Population,
 * lagged cost and the targets have rules of their own and are not here.
 */
import type { Grain, MetricName, TenantConfig } from "@stagefold/domain";
import { pairName } from "./contributions.ts";

/** How a metric's value comes of its numerator, denominator and samples. */
export type MetricKind = "count" | "rate" | "money" | "cost" | "distribution";

/** One metric of one subject, and the quantities it is made of. */
export interface Recipe {
  readonly metric: MetricName;
  readonly subject: string | null;
  readonly kind: MetricKind;
  /** The quantity that is counted, or that the samples are of. */
  readonly numerator: string;
  readonly denominator: string | null;
  readonly rolling: boolean;
}

/** The grains that are not rolling. */
export const CALENDAR_GRAINS: readonly Grain[] = ["DAY", "WEEK", "MONTH", "QUARTER", "HALF", "YEAR"];

/** Every metric of the table that this tenant has. */
export function recipesOf(tenant: TenantConfig): readonly Recipe[] {
  const { stages, qualified, accepted, rejected, velocities } = tenant.funnel;
  const plain = { kind: "count", denominator: null, rolling: false } as const;
  const spread = { kind: "distribution", denominator: null, rolling: false } as const;
  const rate = { kind: "rate", rolling: false } as const;
  const ofStages = stages.flatMap((stage): Recipe[] => [
    {
      ...plain,
      metric: "leads_reached",
      subject: stage,
      numerator: `reached ${stage}`,
      rolling: stage === qualified || stage === accepted,
    },
    { ...plain, metric: "stage_entries", subject: stage, numerator: `entries ${stage}` },
    { ...plain, metric: "stage_exits", subject: stage, numerator: `exits ${stage}` },
    { ...spread, metric: "time_in_stage", subject: stage, numerator: `time ${stage}` },
  ]);
  const ofPairs = velocities.map((pair): Recipe => {
    const subject = pairName(pair);
    return { ...spread, metric: "velocity", subject, numerator: `velocity ${subject}` };
  });
  const [q, a] = [`reached ${qualified}`, `reached ${accepted}`];
  const ofFunnel: readonly Recipe[] = [
    { ...rate, metric: "acceptance_rate", subject: accepted, numerator: a, denominator: q, rolling: true },
    { ...rate, metric: "mqls_per_sql", subject: accepted, numerator: q, denominator: a },
    { ...rate, metric: "cohort_acceptance_rate", subject: accepted, numerator: "cohort", denominator: q },
    ...(rejected === null
      ? []
      : [{ ...plain, metric: "leads_rejected", subject: rejected, numerator: "rejected" } as const]),
  ];
  const ofSlas = tenant.slas.flatMap(({ id: subject }): Recipe[] => [
    { ...plain, metric: "sla_met", subject, numerator: `met ${subject}` },
    { ...plain, metric: "sla_breached", subject, numerator: `breached ${subject}` },
    { ...plain, metric: "sla_cancelled", subject, numerator: `cancelled ${subject}` },
    { ...rate, metric: "sla_compliance", subject, numerator: `met ${subject}`, denominator: `judged ${subject}` },
    { ...spread, metric: "sla_response_time", subject, numerator: `response ${subject}` },
    { ...rate, metric: "sla_within_1h", subject, numerator: `within1h ${subject}`, denominator: `judged ${subject}` },
  ]);
  const ofMoney: readonly Recipe[] = [
    { metric: "spend", subject: null, kind: "money", numerator: "spend", denominator: null, rolling: true },
    ...[qualified, accepted].map(
      (stage): Recipe => ({
        metric: "cost_per_lead",
        subject: stage,
        kind: "cost",
        numerator: "spend",
        denominator: `reached ${stage}`,
        rolling: true,
      }),
    ),
  ];
  return [...ofStages, ...ofPairs, ...ofFunnel, ...ofSlas, ...ofMoney];
}
