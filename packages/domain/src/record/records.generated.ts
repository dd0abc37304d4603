// Generated from schemas/*.avsc by packages/codec. Do not edit.
import type { Long } from "./long.ts";

/** A lead moved to a stage. Topic lead-events, key '<tenantId>|<leadId>'. */
export interface LeadStageChanged {
  readonly type: "LeadStageChanged";
  /** Unique per lead. A second event of the lead with the same id and content is a duplicate and changes nothing. */
  readonly eventId: string;
  readonly tenantId: string;
  readonly leadId: string;
  /** When it happened at the source. In ms since epoch. */
  readonly occurredAt: number;
  /** The source's own order among events of one lead at the same instant. null sorts as 0. */
  readonly sequence: Long | null;
  /** The stage the lead moved to, as named in the funnel's configuration. */
  readonly stage: string;
  /** Why, e.g. a rejection reason. */
  readonly reason: string | null;
  /** null leaves the lead's value as it is. */
  readonly channel: string | null;
  /** null leaves the lead's value as it is. */
  readonly campaignId: string | null;
  /** The sales person who holds the lead. null leaves the value as it is. */
  readonly ownerId: string | null;
  /** Anything else the source knows; carried, not interpreted. */
  readonly attributes: Readonly<Record<string, string>>;
}
export type Actor = "UNKNOWN" | "SALES" | "MARKETING" | "LEAD" | "SYSTEM";
/** Somebody did something with a lead: a call, a mail, a meeting. Topic lead-events, key '<tenantId>|<leadId>'. */
export interface LeadActivityRecorded {
  readonly type: "LeadActivityRecorded";
  readonly eventId: string;
  readonly tenantId: string;
  readonly leadId: string;
  /** ms since epoch */
  readonly occurredAt: number;
  readonly sequence: Long | null;
  readonly actor: Actor;
  /** call, email, meeting, ... : the source's own word. */
  readonly kind: string;
  readonly attributes: Readonly<Record<string, string>>;
}
/** Marketing money spent or budgeted over some days. Topic spend-events, key tenantId. The highest revision of a spendId replaces the earlier ones. */
export interface SpendRecorded {
  readonly type: "SpendRecorded";
  readonly eventId: string;
  readonly tenantId: string;
  /** The line of spend that this event states or restates. */
  readonly spendId: string;
  readonly revision: Long;
  /** First day, in the tenant's time zone. In days since epoch. */
  readonly firstDay: number;
  /** Last day, inclusive. The amount is spread evenly over the days. In days since epoch. */
  readonly lastDay: number;
  /** Millionths of a unit of currency. May be negative (a credit). 0 withdraws the line. */
  readonly amountMicros: Long;
  /** ISO 4217. */
  readonly currency: string;
  readonly channel: string | null;
  readonly campaignId: string | null;
}
/** How many leads should reach a stage in a month. Topic funnel-targets, key tenantId. The highest revision of (stage, month, channel) replaces the earlier ones. */
export interface TargetSet {
  readonly type: "TargetSet";
  readonly eventId: string;
  readonly tenantId: string;
  readonly stage: string;
  /** YYYY-MM */
  readonly month: string;
  /** null: the target of all channels together. */
  readonly channel: string | null;
  readonly revision: Long;
  /** 0 or more. */
  readonly target: Long;
}
/** One stay of one lead in one stage, as now known. Topic lead-stays, key stayId, compacted; a null value withdraws the stay. */
export interface LeadStageStay {
  readonly type: "LeadStageStay";
  /** '<tenantId>|<leadId>|<eventId of the entering event>' */
  readonly stayId: string;
  readonly tenantId: string;
  readonly leadId: string;
  readonly stage: string;
  /** 1 for the lead's first stay in this stage, 2 for the second, ... */
  readonly visit: number;
  readonly previousStage: string | null;
  readonly nextStage: string | null;
  /** ms since epoch */
  readonly enteredAt: number;
  /** ms since epoch */
  readonly exitedAt: number | null;
  readonly durationMs: Long | null;
  /** The entering event's reason. */
  readonly reason: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  /** Grows with every change of this stay. */
  readonly revision: Long;
}
export type SlaEventKind = "UNKNOWN" | "AT_RISK" | "CLEARED" | "BREACHED" | "RESOLVED" | "RETRACTED";
/** A change in what is known about one SLA clock of one lead. Topic sla-breaches, key '<tenantId>|<leadId>'. */
export interface SlaBreachEvent {
  readonly type: "SlaBreachEvent";
  readonly eventId: string;
  /** '<tenantId>|<leadId>|<slaId>|<eventId that started the clock>' */
  readonly clockId: string;
  readonly kind: SlaEventKind;
  readonly slaId: string;
  readonly severity: string;
  readonly tenantId: string;
  readonly leadId: string;
  /** The stage whose entry started the clock. */
  readonly stage: string;
  /** ms since epoch */
  readonly startedAt: number;
  /** ms since epoch */
  readonly dueAt: number;
  /** ms since epoch */
  readonly endedAt: number | null;
  /** RESOLVED: endedAt - dueAt. */
  readonly overdueMs: Long | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  /** The processing clock when it was found. In ms since epoch. */
  readonly detectedAt: number;
  /** false while the input is history being caught up with: an alerting system may want only live ones. */
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
/** The value of one metric for one segment and one period, as now known. Topic funnel-metrics, key metricId, compacted: the newest revision is the truth, so a warehouse upserts on metricId. Flat on purpose: sinks take it as it is. */
export interface FunnelMetric {
  readonly type: "FunnelMetric";
  /** Deterministic in (tenantId, metric, subject, segment, grain, periodStart). */
  readonly metricId: string;
  readonly tenantId: string;
  readonly metric: string;
  /** The stage, 'FROM>TO' of a velocity, or the slaId that the metric is about. */
  readonly subject: string | null;
  /** The segment. null: not broken down by it; '(none)': leads that have none. */
  readonly channel: string | null;
  /** As channel. */
  readonly campaignId: string | null;
  /** As channel. */
  readonly ownerId: string | null;
  readonly grain: Grain;
  /** First day, in the tenant's time zone. In days since epoch. */
  readonly periodStart: number;
  /** The day after the last. In days since epoch. */
  readonly periodEnd: number;
  /** leads, ms, ratio, or a currency code (values then in units of it). */
  readonly unit: string;
  /** null where it is undefined, e.g. a rate over nothing. */
  readonly value: number | null;
  /** Exact. Money in micros. */
  readonly numerator: Long | null;
  /** Exact. */
  readonly denominator: Long | null;
  /** The sample fields: of metrics that are distributions, null in others. Exact. */
  readonly sampleCount: Long | null;
  /** In the unit of value. Exact below 2^53. */
  readonly sampleSum: number | null;
  /** Minimum, percentiles and maximum: within 1 %. */
  readonly sampleMin: number | null;
  readonly sampleP50: number | null;
  readonly sampleP75: number | null;
  readonly sampleP90: number | null;
  readonly sampleP95: number | null;
  readonly sampleMax: number | null;
  readonly status: MetricStatus;
  /** Grows with every change of this metricId. */
  readonly revision: Long;
  /** The processing clock when it was computed. In ms since epoch. */
  readonly asOf: number;
}
/** A lead asked to be forgotten. Topic lead-events, key '<tenantId>|<leadId>'. What is known of it vanishes, what it counted stays counted; later events of it are not read. */
export interface LeadErased {
  readonly type: "LeadErased";
  readonly eventId: string;
  readonly tenantId: string;
  readonly leadId: string;
  /** When the lead left, unless events of it are later. In ms since epoch. */
  readonly occurredAt: number;
}
/** The records that come in. */
export type InputRecord = LeadStageChanged | LeadActivityRecorded | LeadErased | SpendRecorded | TargetSet;
/** What happens to a lead: the records of topic lead-events that make its history. */
export type LeadEvent = LeadStageChanged | LeadActivityRecorded;
