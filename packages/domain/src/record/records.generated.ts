// Generated from schemas/*.avsc by packages/codec. Do not edit.
import type { Long } from "./long.ts";

export interface LeadStageChanged {
  readonly type: "LeadStageChanged";
  readonly eventId: string;
  readonly tenantId: string;
  readonly leadId: string;
  /** ms since epoch */
  readonly occurredAt: number;
  readonly sequence: Long | null;
  readonly stage: string;
  readonly reason: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}
export type Actor = "UNKNOWN" | "SALES" | "MARKETING" | "LEAD" | "SYSTEM";
export interface LeadActivityRecorded {
  readonly type: "LeadActivityRecorded";
  readonly eventId: string;
  readonly tenantId: string;
  readonly leadId: string;
  readonly occurredAt: number;
  readonly sequence: Long | null;
  readonly actor: Actor;
  readonly kind: string;
  readonly attributes: Readonly<Record<string, string>>;
}
export interface SpendRecorded {
  readonly type: "SpendRecorded";
  readonly eventId: string;
  readonly tenantId: string;
  readonly spendId: string;
  readonly revision: Long;
  /** days since epoch */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly amountMicros: Long;
  readonly currency: string;
  readonly channel: string | null;
  readonly campaignId: string | null;
}
export interface TargetSet {
  readonly type: "TargetSet";
  readonly eventId: string;
  readonly tenantId: string;
  readonly stage: string;
  readonly month: string;
  readonly channel: string | null;
  readonly revision: Long;
  readonly target: Long;
}
export interface LeadStageStay {
  readonly type: "LeadStageStay";
  readonly stayId: string;
  readonly tenantId: string;
  readonly leadId: string;
  readonly stage: string;
  readonly visit: number;
  readonly previousStage: string | null;
  readonly nextStage: string | null;
  readonly enteredAt: number;
  readonly exitedAt: number | null;
  readonly durationMs: Long | null;
  readonly reason: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  readonly revision: Long;
}
export type SlaEventKind = "UNKNOWN" | "AT_RISK" | "CLEARED" | "BREACHED" | "RESOLVED" | "RETRACTED";
export interface SlaBreachEvent {
  readonly type: "SlaBreachEvent";
  readonly eventId: string;
  readonly clockId: string;
  readonly kind: SlaEventKind;
  readonly slaId: string;
  readonly severity: string;
  readonly tenantId: string;
  readonly leadId: string;
  readonly stage: string;
  readonly startedAt: number;
  readonly dueAt: number;
  readonly endedAt: number | null;
  readonly overdueMs: Long | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  readonly detectedAt: number;
  readonly live: boolean;
}
export type Grain =
  | "UNKNOWN"
  | "DAY"
  | "WEEK"
  | "MONTH"
  | "QUARTER"
  | "HALF"
  | "YEAR"
  | "ROLLING_7D"
  | "ROLLING_30D"
  | "ROLLING_90D";
export type MetricStatus = "UNKNOWN" | "PROVISIONAL" | "FINAL" | "RESTATED";
export interface FunnelMetric {
  readonly type: "FunnelMetric";
  readonly metricId: string;
  readonly tenantId: string;
  readonly metric: string;
  readonly subject: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  readonly grain: Grain;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly unit: string;
  readonly value: number | null;
  readonly numerator: Long | null;
  readonly denominator: Long | null;
  readonly sampleCount: Long | null;
  readonly sampleSum: number | null;
  readonly sampleMin: number | null;
  readonly sampleP50: number | null;
  readonly sampleP75: number | null;
  readonly sampleP90: number | null;
  readonly sampleP95: number | null;
  readonly sampleMax: number | null;
  readonly status: MetricStatus;
  readonly revision: Long;
  readonly asOf: number;
}
/** The records that come in. */
export type InputRecord = LeadStageChanged | LeadActivityRecorded | SpendRecorded | TargetSet;
/** The two records of topic lead-events. */
export type LeadEvent = LeadStageChanged | LeadActivityRecorded;
