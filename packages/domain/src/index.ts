export * from "./calendar/open-time.ts";
export * from "./config/config.ts";
export * from "./config/same-config.ts";
export * from "./config/tenant-of.ts";
export * from "./lead/contributions.ts";
export * from "./lead/difference.ts";
export * from "./lead/erasure.ts";
export * from "./lead/event-order.ts";
export * from "./lead/history.ts";
export * from "./lead/lead-facts.ts";
export { leadPlanOf } from "./lead/lead-plan.ts";
export * from "./lead/stay.ts";
export * from "./metric/metric-plan.ts";
export * from "./metric/metric-value.ts";
export * from "./metric/period-row.ts";
export * from "./metric/recall.ts";
export * from "./metric/row-layout.ts";
export * from "./metric/seen.ts";
export * from "./metric/segment.ts";
export * from "./metric/settle-segment.ts";
export * from "./metric/settlement.ts";
export * from "./metric/slot.ts";
export * from "./metric/spend-series.ts";
export * from "./metric/target-table.ts";
export * from "./period/grain.ts";
export * from "./period/month.ts";
export * from "./period/period.ts";
export * from "./period/period-starts.ts";
export type * from "./record/internal-records.generated.ts";
export * from "./record/invalid-record.ts";
export * from "./record/invalid-record.ts";
export * from "./record/long.ts";
export type {
  Actor,
  FunnelMetric,
  InputRecord,
  LeadActivityRecorded,
  LeadErased,
  LeadEvent,
  LeadStageChanged,
  LeadStageStay,
  MetricStatus,
  SlaBreachEvent,
  SlaEventKind,
  SpendRecorded,
  TargetSet,
} from "./record/records.generated.ts";
export * from "./record/same-content.ts";
export * from "./record/same-content.ts";
export * from "./sketch/bucket.ts";
export * from "./sketch/sketch.ts";
export * from "./sla/sla-changes.ts";
export * from "./sla/sla-clock.ts";
export * from "./spend/convert-micros.ts";
export * from "./spend/lag-days.ts";
export * from "./spend/spread-micros.ts";
export * from "./time/civil-date.ts";
export * from "./time/civil-date.ts";
export * from "./time/instant-text.ts";
export * from "./time/instant-text.ts";
export * from "./time/zone.ts";
