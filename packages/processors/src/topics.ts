/** The topics, SEMANTICS 2, and what goes with each. */
import { CONFIGURATIONS } from "@stagefold/processing";

export const LEAD_EVENTS = "lead-events";
export const SPEND_EVENTS = "spend-events";
export const FUNNEL_TARGETS = "funnel-targets";
export const LEAD_STAYS = "lead-stays";
export const SLA_BREACHES = "sla-breaches";
export const FUNNEL_METRICS = "funnel-metrics";
export const DEAD_LETTERS = "dead-letters";
/** What each commit of a lead-tracker task changed of its tenants' counts, and its clock. By tenantId. */
export const FUNNEL_DELTAS = "stagefold-internal-funnel-deltas";

/** Consumer groups of the processors. */
export const LEAD_TRACKER = "stagefold-lead-tracker";
export const FUNNEL_METRICS_GROUP = "stagefold-funnel-metrics";

export interface TopicPlan {
  readonly name: string;
  readonly compacted: boolean;
}

/** All topics. They have the same number of partitions, so that what belongs together lies together. */
export const TOPICS: readonly TopicPlan[] = [
  { name: LEAD_EVENTS, compacted: false },
  { name: SPEND_EVENTS, compacted: false },
  { name: FUNNEL_TARGETS, compacted: false },
  { name: FUNNEL_DELTAS, compacted: false },
  { name: LEAD_STAYS, compacted: true },
  { name: SLA_BREACHES, compacted: false },
  { name: FUNNEL_METRICS, compacted: true },
  { name: DEAD_LETTERS, compacted: false },
  { name: CONFIGURATIONS, compacted: true },
];
