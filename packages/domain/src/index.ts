export * from "./config/config.ts";
export * from "./config/tenant-of.ts";
export * from "./record/long.ts";
export type {
  Actor,
  FunnelMetric,
  InputRecord,
  LeadActivityRecorded,
  LeadEvent,
  LeadStageChanged,
  LeadStageStay,
  MetricStatus,
  SlaBreachEvent,
  SlaEventKind,
  SpendRecorded,
  TargetSet,
} from "./record/records.generated.ts";
