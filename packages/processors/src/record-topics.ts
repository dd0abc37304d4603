import type { RecordName } from "@stagefold/codec";
import {
  FUNNEL_DELTAS,
  FUNNEL_METRICS,
  FUNNEL_TARGETS,
  LEAD_EVENTS,
  LEAD_STAYS,
  SLA_BREACHES,
  SPEND_EVENTS,
} from "./topics.ts";

/** The topic that each record stands on: SEMANTICS 2. No other topic has values in Avro of ours. */
export const RECORD_TOPICS: Readonly<Record<RecordName, string>> = {
  LeadStageChanged: LEAD_EVENTS,
  LeadActivityRecorded: LEAD_EVENTS,
  LeadErased: LEAD_EVENTS,
  SpendRecorded: SPEND_EVENTS,
  TargetSet: FUNNEL_TARGETS,
  LeadStageStay: LEAD_STAYS,
  SlaBreachEvent: SLA_BREACHES,
  FunnelMetric: FUNNEL_METRICS,
  FunnelDelta: FUNNEL_DELTAS,
  TaskClock: FUNNEL_DELTAS,
  LeadRemains: LEAD_EVENTS,
};

/** Whether a record is but the clock of a lead-tracker task: of those on its topic the ones without a key. Pure. */
export function isClockRecord(topic: string, record: { readonly key: Uint8Array | null }): boolean {
  return topic === FUNNEL_DELTAS && record.key === null;
}
