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
  /** Of each key the newest record is kept; else every record is. */
  readonly compacted: boolean;
  /** It is read again from its beginning when a store is lost: no record of it may be missing. */
  readonly isHistory: boolean;
  /** Its records' timestamps must say when they entered the log: SEMANTICS 4. */
  readonly isStamped: boolean;
}

const COMPACTED = { compacted: true, isHistory: false, isStamped: false };
const HISTORY = { compacted: false, isHistory: true, isStamped: false };
const TOLD = { compacted: false, isHistory: false, isStamped: false };

/** All topics. They have the same number of partitions, so that what belongs together lies together. */
export const TOPICS: readonly TopicPlan[] = [
  { name: LEAD_EVENTS, ...HISTORY, isStamped: true },
  { name: SPEND_EVENTS, ...HISTORY },
  { name: FUNNEL_TARGETS, ...HISTORY },
  { name: FUNNEL_DELTAS, ...HISTORY },
  { name: LEAD_STAYS, ...COMPACTED },
  { name: SLA_BREACHES, ...TOLD },
  { name: FUNNEL_METRICS, ...COMPACTED },
  { name: DEAD_LETTERS, ...TOLD },
  { name: CONFIGURATIONS, ...COMPACTED },
];
