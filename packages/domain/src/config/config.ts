/**
 * The configuration as the domain reads it: SEMANTICS 11, checked and compiled.
 *
 * Made from YAML by the config package alone; plain readonly data from there on. Whatever has a
 * default carries it, sets are in canonical order, durations are ms.
 */
import type { Actor, Grain as RecordGrain } from "../record/records.generated.ts";

/** The periods a metric is made for. */
export type Grain = Exclude<RecordGrain, "UNKNOWN">;

/** The dimensions a metric can be broken down by, in canonical order. */
export const DIMENSIONS = ["channel", "campaignId", "ownerId"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The metrics of SEMANTICS 7, in the order of its table. */
export const METRICS = [
  "leads_reached",
  "stage_entries",
  "stage_exits",
  "stage_population",
  "time_in_stage",
  "velocity",
  "acceptance_rate",
  "mqls_per_sql",
  "cohort_acceptance_rate",
  "leads_rejected",
  "sla_met",
  "sla_breached",
  "sla_cancelled",
  "sla_compliance",
  "sla_response_time",
  "sla_within_1h",
  "spend",
  "cost_per_lead",
  "lagged_cost_per_lead",
  "target_attainment",
  "target_pace",
] as const;
export type MetricName = (typeof METRICS)[number];

export interface StagefoldConfig {
  /** By tenantId; the entry `*` serves every tenant that has none of its own. */
  readonly tenants: ReadonlyMap<string, TenantConfig>;
  readonly clock: ClockConfig;
}

export interface ClockConfig {
  readonly latenessMs: number;
  readonly maxFutureMs: number;
  readonly graceMs: number;
}

export interface TenantConfig {
  /** IANA name. */
  readonly timeZone: string;
  /** ISO 4217. */
  readonly currency: string;
  /** One unit of the key's currency in the tenant's. */
  readonly exchangeRates: ReadonlyMap<string, ExactDecimal>;
  /** 1 to 12. */
  readonly fiscalYearStartMonth: number;
  readonly funnel: FunnelConfig;
  /** No two with the same dimensions. */
  readonly segments: readonly SegmentSet[];
  readonly slas: readonly SlaPolicy[];
  readonly lag: LagConfig | null;
  readonly publish: PublishConfig;
}

/** `digits / 10^scale`: a decimal number as it was written. */
export interface ExactDecimal {
  readonly digits: bigint;
  readonly scale: number;
}

export interface FunnelConfig {
  readonly stages: readonly string[];
  readonly qualified: string;
  readonly accepted: string;
  readonly rejected: string | null;
  readonly velocities: readonly VelocityPair[];
}

/** How long leads take from one stage to another; `from` may be `*`, the lead's beginning. */
export interface VelocityPair {
  readonly from: string;
  readonly to: string;
}

export interface SegmentSet {
  /** In the order of DIMENSIONS. Empty: everything. */
  readonly dimensions: readonly Dimension[];
  /** The grains made for this set, in the order of GRAINS. */
  readonly grains: readonly Grain[];
}

export interface SlaPolicy {
  readonly id: string;
  readonly severity: string;
  /** The stage whose entry starts a clock. */
  readonly entersStage: string;
  /** Equality on what the stay carries; a dimension that is absent is not asked for, null: without one. Absent: all stays. */
  readonly when: Readonly<Partial<Record<Dimension, string | null>>> | null;
  /** Not empty. */
  readonly ends: readonly SlaEnd[];
  readonly withinMs: number;
  readonly warnAfterMs: number | null;
  /** null: elapsed time. */
  readonly calendar: CalendarConfig | null;
}

export type SlaEnd =
  /** `stages` null: whatever the next stage. */
  | { readonly kind: "leavesStage"; readonly stages: readonly string[] | null }
  | { readonly kind: "activityBy"; readonly actor: Actor };

export interface CalendarConfig {
  readonly timeZone: string;
  /** Seven entries, Monday first; spans in order, not overlapping, `from < to`, minutes of the local day, `to` up to 1440. */
  readonly open: readonly (readonly OpenSpan[])[];
  /** Days since epoch on which the calendar is closed. */
  readonly holidays: ReadonlySet<number>;
}

export interface OpenSpan {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export type LagConfig =
  | { readonly kind: "days"; readonly days: number }
  | { readonly kind: "velocity"; readonly pair: VelocityPair; readonly roundToDays: number };

export interface PublishConfig {
  /** null: all. */
  readonly grains: ReadonlySet<Grain> | null;
  /** null: all. */
  readonly metrics: ReadonlySet<MetricName> | null;
}
