/**
 * One tenant in a funnel-metrics task: its plan, its segments as far as they are in memory, its
 * spend and its targets. Loaded from the store when first asked for.
 */
import {
  type Carried,
  DIMENSIONS,
  type FunnelMetric,
  type Grain,
  type HeldRow,
  type InputRecord,
  type MetricName,
  type MetricPlan,
  metricPlan,
  monthOf,
  NO_SPEND,
  NONE,
  newSegment,
  type PlannedSet,
  periodEndOf,
  periodStartOf,
  recallTold,
  type Segment,
  type SegmentValues,
  type SpendRecorded,
  sameContent,
  type TargetSet,
  type TargetTable,
  type TenantConfig,
  touchRow,
  type Zone,
  zoneOf,
} from "@stagefold/domain";
import type { Dictionary, Table } from "@stagefold/processing";
import { STORE_CODEC } from "../store-codec.ts";
import { decodeHeldRow } from "./held-row-bytes.ts";
import { parseRowKey, rowKeysOf } from "./row-key.ts";
import { SpendBook } from "./spend-book.ts";
import { TargetBook } from "./target-book.ts";

/** The parts of the task's store that tenants share. */
export interface TenantTables {
  /** By JSON of [tenant number, set's dimensions, values]. */
  readonly segments: Dictionary;
  readonly segmentNames: Table;
  readonly rows: Table;
  /** By `tenant number|record type|eventId`. */
  readonly eventIds: Dictionary;
  readonly events: Table;
}

export class Tenant {
  readonly tenantId: string;
  readonly number: number;
  readonly plan: MetricPlan;
  readonly zone: Zone;
  readonly #tables: TenantTables;
  readonly #segments = new Map<string, Segment>();
  readonly #spend: SpendBook;
  readonly #targets = new TargetBook();
  /** Segments with something to settle. */
  readonly touched = new Set<Segment>();
  /** Segments whose spend has changed since the last commit. */
  readonly #spendStale = new Set<Segment>();
  targetsBefore: TargetTable;

  constructor(tenantId: string, number: number, config: TenantConfig, tables: TenantTables) {
    this.tenantId = tenantId;
    this.number = number;
    this.plan = metricPlan(config);
    this.zone = zoneOf(config.timeZone);
    this.#tables = tables;
    this.#spend = new SpendBook(config);
    for (const [, event] of tables.eventIds.entries(`${number}|`)) {
      const record = this.#event(event);
      if (record.type === "SpendRecorded") {
        if (this.#spend.accepts(record)) this.#spend.record(record);
      } else if (record.type === "TargetSet") this.#targets.record(record);
    }
    this.targetsBefore = this.#targets.table;
  }

  get targets(): TargetTable {
    return this.#targets.table;
  }

  /** Rows held in memory. */
  get heldRows(): number {
    let held = 0;
    for (const segment of this.#segments.values()) for (const { rows } of segment.grains) held += rows.size;
    return held;
  }

  /** The segment of a set that leads carrying these values are in. */
  segmentOf(set: PlannedSet, at: Carried): Segment {
    const values: SegmentValues = {
      channel: set.dimensions.includes("channel") ? (at.channel ?? NONE) : null,
      campaignId: set.dimensions.includes("campaignId") ? (at.campaignId ?? NONE) : null,
      ownerId: set.dimensions.includes("ownerId") ? (at.ownerId ?? NONE) : null,
    };
    return this.#segment(set, values);
  }

  /** The segment with this number, of any of the tenant's sets; undefined: the configuration has no such set. */
  segmentNamed(name: string): Segment | undefined {
    const [, dimensions, channel, campaignId, ownerId] = JSON.parse(name) as [number, string, ...(string | null)[]];
    const set = this.plan.sets.find((candidate) => candidate.dimensions.join() === dimensions);
    if (set === undefined) return undefined;
    return this.#segment(set, {
      channel: channel ?? null,
      campaignId: campaignId ?? null,
      ownerId: ownerId ?? null,
    });
  }

  /** All segments of a set that ever were. */
  segmentsOf(set: PlannedSet): readonly Segment[] {
    const prefix = `[${this.number},${JSON.stringify(set.dimensions.join())},`;
    return [...this.#tables.segments.entries(prefix)].flatMap(([name]) => this.segmentNamed(name) ?? []);
  }

  /** Takes in a SpendRecorded or TargetSet that was judged well, unless its eventId is taken. SEMANTICS 3.1. */
  admit(record: SpendRecorded | TargetSet): "accepted" | "duplicate" | "conflict" {
    const { eventIds, events } = this.#tables;
    const id = `${this.number}|${record.type}|${record.eventId}`;
    const known = eventIds.get(id);
    if (known !== undefined) return sameContent(this.#event(known), record) ? "duplicate" : "conflict";
    events.put(eventIds.assign(id), STORE_CODEC.encode(record));
    if (record.type === "SpendRecorded") this.#recordSpend(record);
    else this.#recordTarget(record);
    return "accepted";
  }

  /** Touches the rows whose pace is to be told as the clock moves: of months that were not over at `clockBefore`. */
  touchPace(clockBefore: number | null, clockNow: number): void {
    for (const target of this.#targets.all()) {
      const start = monthOf(target.month) as number;
      if (this.zone.startOfDay(start) > clockNow) continue;
      if (clockBefore !== null && clockBefore >= this.zone.startOfDay(periodEndOf("MONTH", start))) continue;
      const segment = this.#targetSegment(target);
      if (segment === undefined || !segment.set.rowGrains.includes("MONTH")) continue;
      touchRow(segment, this.plan, "MONTH", start);
      this.touched.add(segment);
    }
  }

  /** Touches all rows that there are or may be, as if nothing were told; nothing may be unsettled. */
  touchAll(): void {
    this.forgetSegments();
    for (const set of this.plan.sets) {
      for (const segment of this.segmentsOf(set)) this.touched.add(segment);
      if (!set.spend) continue;
      for (const { channel, campaignId } of this.#spend.all())
        this.touched.add(this.segmentOf(set, { channel, campaignId, ownerId: null }));
    }
    for (const target of this.#targets.all()) this.#touchTarget(target);
    for (const segment of this.touched) {
      segment.spendBefore = NO_SPEND;
      for (const { grain, rows } of segment.grains)
        for (const start of rows.keys()) touchRow(segment, this.plan, grain, start);
    }
  }

  /** Puts a value that was told back into what the rows know of that; says whether the configuration makes it. */
  recall(told: FunnelMetric): boolean {
    const dimensions = DIMENSIONS.filter((dimension) => told[dimension] !== null).join();
    const set = this.plan.sets.find((candidate) => candidate.dimensions.join() === dimensions);
    if (set === undefined) return false;
    const segment = this.segmentOf(set, told);
    const { subject, periodStart: start, periodEnd: end } = told;
    const metric = told.metric as MetricName;
    const grain = told.grain as Grain;
    const isMade = recallTold(segment, this.plan, { metric, subject, grain, start, end, closed: isClosed(told) });
    if (isMade) this.touched.add(segment);
    return isMade;
  }

  /** Gives each segment whose spend has changed its new series. */
  refreshSpend(): void {
    for (const segment of this.#spendStale) segment.spend = this.#spend.seriesOf(segment.values);
    this.#spendStale.clear();
  }

  /** Drops segments from memory; nothing of them may be unsettled. */
  forgetSegments(): void {
    this.#segments.clear();
  }

  #recordSpend(spend: SpendRecorded): void {
    // Segments are made before the book changes: what they hold as published must be as of the last commit.
    for (const line of this.#spend.changes(spend)) {
      const at = { channel: line.channel, campaignId: line.campaignId, ownerId: null };
      for (const set of this.plan.sets) {
        if (!set.spend) continue;
        const segment = this.segmentOf(set, at);
        this.#spendStale.add(segment);
        this.touched.add(segment);
      }
    }
    this.#spend.record(spend);
  }

  #recordTarget(target: TargetSet): void {
    if (this.#targets.record(target)) this.#touchTarget(target);
  }

  #touchTarget(target: TargetSet): void {
    const segment = this.#targetSegment(target);
    if (segment === undefined) return;
    const month = monthOf(target.month) as number;
    for (const grain of segment.set.rowGrains) {
      if (grain === "DAY" || grain === "WEEK") continue;
      touchRow(segment, this.plan, grain, periodStartOf(grain, month, this.plan.config.fiscalYearStartMonth));
    }
    this.touched.add(segment);
  }

  /** The segment a target is of: everything, or a channel. undefined: no targets are published. */
  #targetSegment(target: TargetSet): Segment | undefined {
    const dimensions = target.channel === null ? "" : "channel";
    const set = this.plan.sets.find((candidate) => candidate.dimensions.join() === dimensions);
    return set === undefined
      ? undefined
      : this.segmentOf(set, { channel: target.channel, campaignId: null, ownerId: null });
  }

  #event(number: number): InputRecord {
    const bytes = this.#tables.events.get(number);
    const decoded = bytes === undefined ? undefined : STORE_CODEC.decode(bytes);
    if (decoded?.ok !== true) throw new Error(`event ${number} of tenant ${this.tenantId} in the store cannot be read`);
    return decoded.record as InputRecord;
  }

  #segment(set: PlannedSet, values: SegmentValues): Segment {
    const name = JSON.stringify([
      this.number,
      set.dimensions.join(),
      values.channel,
      values.campaignId,
      values.ownerId,
    ]);
    let segment = this.#segments.get(name);
    if (segment === undefined) {
      segment = this.#load(name, set, values);
      this.#segments.set(name, segment);
    }
    return segment;
  }

  #load(name: string, set: PlannedSet, values: SegmentValues): Segment {
    const { segments, segmentNames, rows } = this.#tables;
    const spend = set.spend ? this.#spend.seriesOf(values) : NO_SPEND;
    const known = segments.get(name);
    if (known === undefined) {
      const number = segments.assign(name);
      segmentNames.put(number, Buffer.from(name));
      return newSegment(number, set, values, spend);
    }
    const segment = newSegment(known, set, values, spend);
    for (const [key, bytes] of rows.range(...rowKeysOf(known))) {
      const { grain, start } = parseRowKey(key);
      const held: HeldRow = {
        grain,
        start,
        end: periodEndOf(grain, start),
        ...decodeHeldRow(bytes, this.plan),
        before: undefined,
        touched: false,
        unsaved: false,
      };
      segment.grains.find((of) => of.grain === grain)?.rows.set(start, held);
    }
    return segment;
  }
}

function isClosed({ status }: FunnelMetric): boolean {
  return status !== "PROVISIONAL";
}

/** Takes away all rows of the tenant with this number, of whatever set they are; gives their keys. */
export function clearRows(tenant: number, { segments, rows }: TenantTables): readonly number[] {
  const keys: number[] = [];
  for (const [, segment] of segments.entries(`[${tenant},`))
    for (const [key] of rows.range(...rowKeysOf(segment))) keys.push(key);
  for (const key of keys) rows.delete(key);
  return keys;
}
