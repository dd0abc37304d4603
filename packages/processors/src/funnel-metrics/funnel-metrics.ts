/**
 * The funnel-metrics processor: rolls what the lead-trackers' commits changed up into segments and
 * periods, joins spend and targets, and publishes the values that changed.
 *
 * Its clock is the smallest of the newest clocks of all tasks upstream, so nothing is FINAL before
 * everything before it has been counted.
 */
import type { AvroCodec, AvroRecord } from "@stagefold/codec";
import {
  type FunnelMetric,
  type Grain,
  type HeldRow,
  nextLookAt,
  type Segment,
  type Settlement,
  type SpendRecorded,
  type StagefoldConfig,
  sameConfig,
  settleSegment,
  type TargetSet,
  type TenantConfig,
  type Told,
  tenantConfigOf,
  touchRow,
  zoneOf,
} from "@stagefold/domain";
import type { Dictionary, LogRecord, OutRecord, Processor, Settling, Store, Table } from "@stagefold/processing";
import { deadLetterOf } from "../dead-letter.ts";
import { judge } from "../judge.ts";
import { Publication } from "../publication.ts";
import { RefusedRecords } from "../refused-records.ts";
import { STORE_CODEC } from "../store-codec.ts";
import { TimerQueue } from "../timer-queue.ts";
import { FUNNEL_DELTAS, FUNNEL_METRICS, FUNNEL_TARGETS, SPEND_EVENTS } from "../topics.ts";
import { foldDelta } from "./fold-delta.ts";
import { encodeHeldRow } from "./held-row-bytes.ts";
import { metricRecord } from "./metric-record.ts";
import { parseRowKey, rowKey } from "./row-key.ts";
import { clearRows, Tenant, type TenantTables } from "./tenant.ts";
import { emptiedRecord, sameTold, ToldRecords } from "./told-records.ts";

export interface FunnelMetricsOptions {
  readonly partition: number;
  /** Of all topics alike: as many lead-tracker tasks are upstream. */
  readonly partitions: number;
  readonly store: Store;
  readonly codec: AvroCodec;
  readonly config: StagefoldConfig;
}

/** A row of the store that is not in memory. */
interface StoredRowName {
  /** The segment's name, as Tenant gives them. */
  readonly segment: string;
  readonly grain: Grain;
  readonly start: number;
}

const NOTHING_DUE: ReadonlyMap<string, readonly StoredRowName[]> = new Map();
/** What a row of a delta takes, about. */
const BYTES_PER_ROW = 16;

const UPSTREAM = "upstream_clocks";
/** Rows kept decoded between commits, by all tasks together where one process has them. */
const CACHED_ROWS = 20_000;

export class FunnelMetrics implements Processor {
  readonly inputs = [FUNNEL_DELTAS, SPEND_EVENTS, FUNNEL_TARGETS];
  readonly followsWallClock = false;
  /** Rows are sums: what came up and went away again stands in what was published alone. */
  readonly ownOutput = FUNNEL_METRICS;
  readonly #options: FunnelMetricsOptions;
  readonly #tables: TenantTables;
  readonly #dictionary: Dictionary;
  /** All tenants that ever were, in the order of their numbers. */
  readonly #tenantNumbers = new Map<string, number>();
  readonly #tenantIds = new Map<number, string>();
  readonly #segmentNames: Table;
  readonly #rows: Table;
  #timers: TimerQueue;
  #tenants = new Map<string, Tenant>();
  #upstream: Map<number, number>;
  readonly #refused: RefusedRecords;
  readonly #told: ToldRecords;
  /** The tenants whose rows another configuration made, until the difference is published; null: the state is one's own. */
  #reconfigured: ReadonlySet<string> | null = null;
  /** By tenantId, what came of it since the last commit. Folded at the commit, so that one tenant's rows are in memory at a time. */
  #deltas = new Map<string, Uint8Array[]>();
  #pending = 0;
  #duplicates = 0;

  constructor(options: FunnelMetricsOptions) {
    const { store } = options;
    this.#options = options;
    this.#dictionary = store.dictionary("tenant");
    this.#readTenants();
    this.#rows = store.table("period_row");
    this.#segmentNames = store.table("segment_name");
    this.#timers = new TimerQueue(store.timers("period_row"));
    this.#tables = {
      segments: store.dictionary("segment"),
      segmentNames: this.#segmentNames,
      rows: this.#rows,
      eventIds: store.dictionary("event_id"),
      events: store.table("event"),
    };
    this.#upstream = storedClocks(store);
    this.#refused = new RefusedRecords(store);
    this.#told = new ToldRecords(store);
  }

  /** How many records were ignored as duplicates since the processor was made. */
  get duplicates(): number {
    return this.#duplicates;
  }

  historyClock(): number | null {
    if (this.#upstream.size < this.#options.partitions) return null;
    return Math.min(...this.#upstream.values());
  }

  dueAt(): number | null {
    return this.#timers.next();
  }

  pending(): number {
    return this.#pending;
  }

  forget(): void {
    const { store } = this.#options;
    this.#tenants = new Map();
    this.#readTenants();
    this.#deltas = new Map();
    this.#timers = new TimerQueue(store.timers("period_row"));
    this.#upstream = storedClocks(store);
    this.#pending = 0;
    this.#reconfigured = null;
  }

  /** Rows of tenants that are configured otherwise are made anew: of other stages, sets or days, nothing of them holds. */
  reconfigure(former: Processor): readonly string[] {
    if (!(former instanceof FunnelMetrics)) throw new TypeError("a funnel-metrics goes on where one left off");
    const reconfigured = new Set<string>();
    for (const [tenantId, number] of this.#tenantNumbers) {
      if (this.#isConfiguredAsBy(former, tenantId)) continue;
      reconfigured.add(tenantId);
      for (const key of clearRows(number, this.#tables)) this.#timers.set(key, null);
    }
    this.#reconfigured = reconfigured;
    return reconfigured.size === 0 ? [] : [FUNNEL_DELTAS, FUNNEL_METRICS];
  }

  reread(topic: string, records: readonly LogRecord[]): void {
    for (const raw of records) {
      if (topic === FUNNEL_METRICS) this.#recall(raw);
      else if (raw.key !== null && this.#reconfigured?.has(textOf(raw.key)) === true) this.#applyDelta(raw);
    }
  }

  apply(topic: string, records: readonly LogRecord[], out: OutRecord[]): void {
    if (topic === FUNNEL_DELTAS) for (const raw of records) this.#applyDelta(raw);
    else for (const raw of records) this.#applyInput(topic, raw, out);
  }

  *settle(at: Settling): Iterable<OutRecord> {
    if (at.reconfiguring) this.#judgeRefusedAnew();
    const due = at.clockNow === null ? NOTHING_DUE : this.#dueRows(at.clockNow);
    for (const tenantId of [...this.#tenantNumbers.keys()]) {
      if (at.reconfiguring && this.#reconfigured?.has(tenantId) === true) {
        yield* this.#settleReconfigured(tenantId, at);
        continue;
      }
      if (tenantConfigOf(this.#options.config, tenantId) === undefined) continue;
      const newDay = this.#isNewDay(tenantId, at);
      const deltas = this.#deltas.get(tenantId);
      const rows = due.get(tenantId);
      const touched = (this.#tenants.get(tenantId)?.touched.size ?? 0) > 0;
      if (!newDay && !at.ending && !touched && deltas === undefined && rows === undefined) continue;
      const tenant = this.#tenant(tenantId);
      this.#foldDeltas(tenant);
      for (const row of rows ?? []) touchStored(tenant, row);
      yield* this.#settleTenant(tenant, { ...at, reconfiguring: false }, newDay);
      if (tenant.heldRows > CACHED_ROWS / this.#options.partitions) tenant.forgetSegments();
    }
    if (at.reconfiguring) this.#reconfigured = null;
    this.#options.store.setMeta(UPSTREAM, JSON.stringify([...this.#upstream]));
    this.#deltas.clear();
    this.#pending = 0;
    this.#shrink();
  }

  /** Tells the difference between what was told of a tenant and what its configuration makes of it now. */
  *#settleReconfigured(tenantId: string, at: Settling): Iterable<OutRecord> {
    const { codec, config, partition } = this.#options;
    const told = this.#told.take(this.#tenantNumber(tenantId));
    const tenantConfig = tenantConfigOf(config, tenantId);
    if (tenantConfig !== undefined) {
      const tenant = this.#tenant(tenantId);
      this.#foldDeltas(tenant);
      // Nothing of what is folded so far was told in the way that a commit tells: it only becomes rows.
      for (const _ of this.#settleTenant(tenant, { ...at, rebuilding: true }, false));
      tenant.touchAll();
      for (const value of told.values()) tenant.recall(value);
      for (const publication of this.#settleTenant(tenant, { ...at, clockBefore: null }, true)) {
        const record = publication.message as FunnelMetric;
        const before = told.get(record.metricId);
        told.delete(record.metricId);
        if (before === undefined || record.status === "FINAL" || !sameTold(before, record)) yield publication;
      }
      tenant.forgetSegments();
    }
    if (at.clockNow === null) return;
    // What is left is of no segment, period or metric that there is, or of a day that has not begun there.
    const zone = tenantConfig === undefined ? null : zoneOf(tenantConfig.timeZone);
    for (const value of told.values()) {
      const closed = zone !== null && zone.startOfDay(value.periodEnd) + config.clock.graceMs <= at.clockNow;
      const record = emptiedRecord(value, { closed, revision: at.commitNumber, asOf: at.clockNow });
      if (!sameTold(value, record)) yield new Publication(FUNNEL_METRICS, partition, record.metricId, record, codec);
    }
  }

  #foldDeltas(tenant: Tenant): void {
    for (const bytes of this.#deltas.get(tenant.tenantId) ?? []) foldDelta(this.#decoded(bytes, "FunnelDelta"), tenant);
    this.#deltas.delete(tenant.tenantId);
  }

  /** Takes back in what was told: at once, or when all of it is compared. */
  #recall(raw: LogRecord): void {
    const value = raw.value ?? new Uint8Array();
    const told = this.#decoded(value, "FunnelMetric");
    this.#pending++;
    if (this.#reconfigured === null) {
      if (tenantConfigOf(this.#options.config, told.tenantId) !== undefined) this.#tenant(told.tenantId).recall(told);
    } else if (this.#reconfigured.has(told.tenantId)) {
      this.#told.keep(this.#tenantNumber(told.tenantId), raw.offset, told);
    }
  }

  #judgeRefusedAnew(): void {
    const { config } = this.#options;
    this.#refused.judgeAnew(({ topic, record }) => {
      const judgement = judge(record, topic, STORE_CODEC, config);
      if ("reason" in judgement) return judgement.byConfiguration !== true;
      const accepted = judgement.record as SpendRecorded | TargetSet;
      this.#tenant(accepted.tenantId).admit(accepted);
      return true;
    });
  }

  /** Whether `former` made the same of a tenant as this one does. */
  #isConfiguredAsBy(former: FunnelMetrics, tenantId: string): boolean {
    const [was, is] = [former.#options.config, this.#options.config];
    if (was.clock.graceMs !== is.clock.graceMs) return false;
    return sameConfig(tenantConfigOf(was, tenantId), tenantConfigOf(is, tenantId));
  }

  *#settleTenant(tenant: Tenant, at: Settling, newDay: boolean): Iterable<Publication> {
    const { codec, config, partition } = this.#options;
    const { plan, zone } = tenant;
    if (newDay) {
      for (const set of plan.sets) {
        if (!set.population && set.rolling.length === 0) continue;
        for (const segment of tenant.segmentsOf(set)) tenant.touched.add(segment);
      }
    }
    const tellPace = at.ending || newDay;
    if (tellPace && at.clockNow !== null) tenant.touchPace(at.clockBefore, at.clockNow);
    tenant.refreshSpend();
    const settlement: Settlement = {
      plan,
      zone,
      graceMs: config.clock.graceMs,
      clockBefore: at.clockBefore,
      clockNow: at.clockNow,
      targetsBefore: tenant.targetsBefore,
      targetsNow: tenant.targets,
      tellPace,
      rebuilding: at.rebuilding,
      reconfiguring: at.reconfiguring,
    };
    const told: Told[] = [];
    for (const segment of tenant.touched) {
      const settled = settleSegment(segment, settlement, (value) => told.push(value));
      for (const value of told) {
        const record = metricRecord(value, tenant.tenantId, at.commitNumber, at.clockNow as number);
        yield new Publication(FUNNEL_METRICS, partition, record.metricId, record, codec);
      }
      told.length = 0;
      for (const held of settled) this.#save(tenant, segment, held, at.clockNow);
    }
    tenant.touched.clear();
    tenant.targetsBefore = tenant.targets;
  }

  #isNewDay(tenantId: string, at: Settling): boolean {
    if (at.clockNow === null) return false;
    if (at.clockBefore === null) return true;
    const zone = zoneOf(this.#configOf(tenantId).timeZone);
    return zone.dayOf(at.clockNow) > zone.dayOf(at.clockBefore);
  }

  #save(tenant: Tenant, segment: Segment, held: HeldRow, clock: number | null): void {
    const key = rowKey(segment.number, held.grain, held.start);
    if (held.unsaved) {
      this.#rows.put(key, encodeHeldRow(held));
      held.unsaved = false;
    }
    this.#timers.set(key, nextLookAt(held, tenant.zone, this.#options.config.clock.graceMs, clock));
  }

  /** By tenantId, the rows whose period begins or closes by the clock. */
  #dueRows(clock: number): ReadonlyMap<string, readonly StoredRowName[]> {
    const due = new Map<string, StoredRowName[]>();
    for (const key of this.#timers.due(clock)) {
      const { segment: number, grain, start } = parseRowKey(key);
      const name = this.#segmentNames.get(number);
      if (name === undefined) throw new Error(`segment ${number} has a row and no name`);
      const segment = Buffer.from(name.buffer, name.byteOffset, name.byteLength).toString();
      const tenantNumber = Number(segment.slice(1, segment.indexOf(",")));
      const tenantId = this.#tenantIds.get(tenantNumber);
      if (tenantId === undefined) throw new Error(`tenant ${tenantNumber} has rows and no name`);
      let rows = due.get(tenantId);
      if (rows === undefined) {
        rows = [];
        due.set(tenantId, rows);
      }
      rows.push({ segment, grain, start });
    }
    return due;
  }

  #applyInput(topic: string, raw: LogRecord, out: OutRecord[]): void {
    const { codec, config, partition } = this.#options;
    const judgement = judge(raw, topic, codec, config);
    if ("reason" in judgement) {
      if (judgement.byConfiguration === true) this.#refused.keep(topic, raw, codec);
      out.push(deadLetterOf(raw, { topic, partition }, judgement));
      return;
    }
    const record = judgement.record as SpendRecorded | TargetSet;
    this.#pending++;
    const admission = this.#tenant(record.tenantId).admit(record);
    if (admission === "duplicate") this.#duplicates++;
    if (admission !== "conflict") return;
    const detail = `eventId ${record.eventId} is taken by an event of the tenant with other content, which came first`;
    out.push(deadLetterOf(raw, { topic, partition }, { reason: "CONFLICTING_DUPLICATE", detail }));
  }

  #applyDelta(raw: LogRecord): void {
    const value = raw.value ?? new Uint8Array();
    if (raw.key === null) {
      const { task, clock } = this.#decoded(value, "TaskClock");
      this.#upstream.set(task, Math.max(clock, this.#upstream.get(task) ?? clock));
      return;
    }
    const tenantId = textOf(raw.key);
    this.#tenantNumber(tenantId);
    // The trackers may have its configuration already; when it comes here, all of it is read again.
    if (tenantConfigOf(this.#options.config, tenantId) === undefined) return;
    const waiting = this.#deltas.get(tenantId);
    if (waiting === undefined) this.#deltas.set(tenantId, [value]);
    else waiting.push(value);
    this.#pending += Math.ceil(value.length / BYTES_PER_ROW);
  }

  #decoded<T extends AvroRecord["type"]>(value: Uint8Array, type: T): Extract<AvroRecord, { readonly type: T }> {
    const decoded = this.#options.codec.decode(value);
    if (decoded.ok && decoded.record.type === type) return decoded.record as Extract<AvroRecord, { readonly type: T }>;
    const found = decoded.ok ? `a ${decoded.record.type}` : decoded.detail;
    throw new Error(`${FUNNEL_DELTAS}[${this.#options.partition}]: expected a ${type}, found ${found}`);
  }

  #tenant(tenantId: string): Tenant {
    let tenant = this.#tenants.get(tenantId);
    if (tenant === undefined) {
      tenant = new Tenant(tenantId, this.#tenantNumber(tenantId), this.#configOf(tenantId), this.#tables);
      this.#tenants.set(tenantId, tenant);
    }
    return tenant;
  }

  #tenantNumber(tenantId: string): number {
    let number = this.#tenantNumbers.get(tenantId);
    if (number === undefined) {
      number = this.#dictionary.assign(tenantId);
      this.#tenantNumbers.set(tenantId, number);
      this.#tenantIds.set(number, tenantId);
    }
    return number;
  }

  #configOf(tenantId: string): TenantConfig {
    const config = tenantConfigOf(this.#options.config, tenantId);
    if (config === undefined) throw new Error(`tenant ${tenantId} has leads, and is not configured any more`);
    return config;
  }

  #readTenants(): void {
    this.#tenantNumbers.clear();
    this.#tenantIds.clear();
    for (const [tenantId, number] of this.#dictionary.entries("")) {
      this.#tenantNumbers.set(tenantId, number);
      this.#tenantIds.set(number, tenantId);
    }
  }

  #shrink(): void {
    let held = 0;
    for (const tenant of this.#tenants.values()) held += tenant.heldRows;
    if (held <= CACHED_ROWS / this.#options.partitions) return;
    for (const tenant of this.#tenants.values()) tenant.forgetSegments();
  }
}

function touchStored(tenant: Tenant, { segment: name, grain, start }: StoredRowName): void {
  const segment = tenant.segmentNamed(name);
  if (segment === undefined) return;
  touchRow(segment, tenant.plan, grain, start);
  tenant.touched.add(segment);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

function storedClocks(store: Store): Map<number, number> {
  const text = store.meta(UPSTREAM);
  return new Map(text === null ? [] : (JSON.parse(text) as [number, number][]));
}
