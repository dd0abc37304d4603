/**
 * What reports are made of: the newest values of the topics, as a read model holds them. SQLite stands behind it.
 *
 * Every call is synchronous and bounded by what it returns. Calls between `read` see one state of the model. Instants
 * are ms since epoch, periods days since epoch, a segment's dimension that is absent is not asked for and `(none)`
 * is leads without.
 */
import type {
  Dimension,
  FunnelMetric,
  Grain,
  LeadHistory,
  LeadStageStay,
  MetricName,
  SegmentValues,
  SlaBreachEvent,
} from "@stagefold/domain";

export interface ReportData {
  /** Calls `make` on one state of the model: nothing that is written meanwhile is seen. */
  read<T>(make: () => T): T;
  /** The tenants that have a record, in order. */
  tenantIds(): readonly string[];
  freshness(tenantId: string): Freshness;

  /** The values of one metric along the periods that begin on `fromStart` to `toStart`, both inclusive, oldest first. */
  series(tenantId: string, series: SeriesKey, fromStart: number, toStart: number): readonly FunnelMetric[];
  /** Values by metric, grain, subject, segment and period, from after `after` on, at most `limit`. */
  metricPage(tenantId: string, filter: MetricFilter, after: MetricPlace | null, limit: number): readonly FunnelMetric[];
  /** The values of dimensions that leads (or spend) have, in order; pairs of channel and campaign. */
  segmentValues(tenantId: string): SegmentValuesSeen;
  /** First day of the earliest period with a value; null: none. */
  firstPeriodStart(tenantId: string): number | null;

  /** Leads that have a stay. */
  leadCount(tenantId: string): number;
  /** When the stays in `stage` that are open at `now` were entered, in order; entered in the span where given. */
  openStays(
    tenantId: string,
    stage: string,
    segment: SegmentFilter,
    entered: Span | null,
    now: number,
  ): readonly number[];
  /** How long the stays in `stage` exited in the span lasted, in order. */
  closedStays(tenantId: string, stage: string, segment: SegmentFilter, exited: Span): readonly number[];
  /** The stays in `qualified` exited in the span into `rejected`, by exit, each with the reason of the stay there. */
  rejections(tenantId: string, stages: Rejecting, segment: SegmentFilter, exited: Span): readonly Rejection[];
  /** The leads that reached `stage` in the span, by instant and leadId, from after `after` on, at most `limit`. */
  reached(tenantId: string, reaching: Reaching, after: ReachedPlace | null, limit: number): readonly ReachedLead[];
  /** How many they are. */
  reachedCount(tenantId: string, reaching: Reaching): number;
  /** Count and exact sum of the velocity FROM>TO over the leads that reached `to` in the span. */
  velocitySum(tenantId: string, pair: VelocityKey, segment: SegmentFilter, span: Span): VelocitySum;

  /** Running clocks at `now`, by dueAt and clockId, from after `after` on, at most `limit`. */
  openClocks(tenantId: string, filter: OpenClockFilter, after: DuePlace | null, limit: number): readonly RunningClock[];
  /** How many run at `now`, by policy and state. */
  openClockCounts(tenantId: string, segment: SegmentFilter, now: number): readonly OpenClockCount[];
  /** Clocks whose newest event is BREACHED or RESOLVED, latest dueAt first, then clockId, from after `after` on. */
  breaches(tenantId: string, filter: BreachFilter, after: DuePlace | null, limit: number): readonly SlaBreachEvent[];
  /** Of those started in the span, how many by value of `by`; `null`: leads without one. `now` is the end of open ones. */
  breachGroups(
    tenantId: string,
    by: "ownerId" | "campaignId" | "slaId",
    segment: SegmentFilter,
    started: Span,
    now: number,
  ): readonly BreachGroupCount[];

  /** The lead; undefined: no record of it. */
  lead(tenantId: string, leadId: string): LeadData | undefined;
}

export interface Freshness {
  /** The clock of the model for the tenant; null: nothing yet. */
  readonly asOf: number | null;
  /** All that the topics held when the model last looked has been read. */
  readonly caughtUp: boolean;
  /** What the topics no longer have and the model never saw, in a sentence; null: nothing. */
  readonly incomplete: string | null;
}

/** Instants from `from` to before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Leads that have these values; `(none)`: that have none. */
export type SegmentFilter = Readonly<Partial<Record<Dimension, string>>>;

/** One line of a chart: a metric of a subject, by grain, of exactly this segment. */
export interface SeriesKey {
  readonly metric: MetricName;
  readonly subject: string | null;
  readonly grain: Grain;
  readonly segment: SegmentValues;
}

export interface MetricFilter {
  readonly metric: MetricName | null;
  readonly subject: string | null;
  readonly grain: Grain | null;
  /** First days of periods, inclusive. */
  readonly fromStart: number | null;
  readonly toStart: number | null;
  /** Only values broken down by exactly these; null: by any. */
  readonly dimensions: readonly Dimension[] | null;
  readonly segment: SegmentFilter;
}

/** Where a value stands in the order of `metricPage`. */
export interface MetricPlace {
  readonly metric: string;
  readonly grain: string;
  readonly subject: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  readonly periodStart: number;
}

export interface SegmentValuesSeen {
  readonly channels: readonly string[];
  readonly campaigns: readonly { readonly channel: string | null; readonly campaignId: string }[];
  readonly owners: readonly string[];
}

export interface Rejecting {
  readonly qualified: string;
  readonly rejected: string;
}

export interface Rejection {
  readonly exitedAt: number;
  /** Of the stay in `rejected` that follows. */
  readonly reason: string | null;
}

export interface Reaching {
  readonly stage: string;
  /** For `qualifiedAt`. */
  readonly qualified: string;
  readonly segment: SegmentFilter;
  readonly span: Span;
}

export interface ReachedPlace {
  readonly reachedAt: number;
  readonly leadId: string;
}

export interface ReachedLead extends ReachedPlace {
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  /** First entry to the qualified stage; null: none. */
  readonly qualifiedAt: number | null;
  readonly beganAt: number;
}

/** `from` may be `*`. */
export interface VelocityKey {
  readonly from: string;
  readonly to: string;
}

export interface VelocitySum {
  readonly count: number;
  readonly sumMs: bigint;
}

export interface OpenClockFilter {
  readonly now: number;
  readonly state: "OPEN" | "AT_RISK" | "BREACHED" | null;
  readonly slaId: string | null;
  readonly segment: SegmentFilter;
}

export interface DuePlace {
  readonly dueAt: number;
  readonly clockId: string;
}

/** A clock that has begun and that nothing has ended. */
export interface RunningClock extends DuePlace {
  readonly leadId: string;
  readonly slaId: string;
  readonly severity: string;
  readonly stage: string;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  readonly startedAt: number;
  readonly warnAt: number | null;
}

export interface OpenClockCount {
  readonly slaId: string;
  readonly state: "OPEN" | "AT_RISK" | "BREACHED";
  readonly count: number;
}

export interface BreachFilter {
  readonly state: "BREACHED" | "RESOLVED" | null;
  readonly slaId: string | null;
  readonly segment: SegmentFilter;
}

export interface BreachGroupCount {
  readonly key: string | null;
  readonly open: number;
  readonly resolved: number;
  readonly maxOverdueMs: number;
}

export interface LeadData {
  /** Accepted events, one per id, in order; empty where the log no longer has them. */
  readonly history: LeadHistory;
  /** As published, by entry. */
  readonly stays: readonly LeadStageStay[];
}
