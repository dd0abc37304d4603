/**
 * The funnel-metrics processor: rolls what the lead-trackers' commits changed up into segments and
 * periods, joins spend and targets, and publishes the values that changed.
 *
 * Its clock is the smallest of the newest clocks of all tasks upstream, so nothing is FINAL before
 * everything before it has been counted.
 */
import type { AvroCodec, AvroRecord } from "@stagefold/codec";
import {
  addRowSample,
  type Carried,
  changeDay,
  type Grain,
  type HeldRow,
  type MetricPlan,
  nextLookAt,
  type PeriodRow,
  type Segment,
  type Settlement,
  type SpendRecorded,
  type StagefoldConfig,
  settleSegment,
  slaCount,
  slaSketch,
  stageCount,
  stageSketch,
  type TargetSet,
  type TenantConfig,
  type Told,
  tenantConfigOf,
  touchRow,
  velocitySketch,
  zoneOf,
} from "@stagefold/domain";
import type { Dictionary, LogRecord, OutRecord, Processor, Settling, Store, Table } from "@stagefold/processing";
import { deadLetterOf } from "../dead-letter.ts";
import { judge } from "../judge.ts";
import { DISTRIBUTIONS, SAMPLE_ROW, SLA_ROW, STAGE_ROW } from "../lead-tracker/delta-sums.ts";
import { Publication } from "../publication.ts";
import { TimerQueue } from "../timer-queue.ts";
import { FUNNEL_DELTAS, FUNNEL_METRICS, FUNNEL_TARGETS, SPEND_EVENTS } from "../topics.ts";
import { encodeHeldRow } from "./held-row-bytes.ts";
import { metricRecord } from "./metric-record.ts";
import { parseRowKey, rowKey } from "./row-key.ts";
import { Tenant, type TenantTables } from "./tenant.ts";

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
const SETTLED = "settled_commit";
const REBUILT_AT = "rebuilt_at";
/** Rows kept decoded between commits, by all tasks together where one process has them. */
const CACHED_ROWS = 40_000;

export class FunnelMetrics implements Processor {
  readonly inputs = [FUNNEL_DELTAS, SPEND_EVENTS, FUNNEL_TARGETS];
  readonly followsWallClock = false;
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
  /** By tenantId, what came of it since the last commit. Folded at the commit, so that one tenant's rows are in memory at a time. */
  #deltas = new Map<string, Uint8Array[]>();
  #pending = 0;
  #duplicates = 0;

  constructor(options: FunnelMetricsOptions) {
    const { store, codec } = options;
    this.#options = options;
    this.#dictionary = store.dictionary("tenant");
    this.#readTenants();
    this.#rows = store.table("period_row");
    this.#segmentNames = store.table("segment_name");
    this.#timers = new TimerQueue(store.timers("period_row"));
    this.#tables = {
      codec,
      segments: store.dictionary("segment"),
      segmentNames: this.#segmentNames,
      rows: this.#rows,
      eventIds: store.dictionary("event_id"),
      events: store.table("event"),
    };
    this.#upstream = storedClocks(store);
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
  }

  apply(topic: string, records: readonly LogRecord[], out: OutRecord[]): void {
    if (topic === FUNNEL_DELTAS) for (const raw of records) this.#applyDelta(raw);
    else for (const raw of records) this.#applyInput(topic, raw, out);
  }

  *settle(at: Settling): Iterable<OutRecord> {
    const due = at.clockNow === null ? NOTHING_DUE : this.#dueRows(at.clockNow);
    for (const tenantId of [...this.#tenantNumbers.keys()]) {
      const newDay = this.#isNewDay(tenantId, at);
      const deltas = this.#deltas.get(tenantId);
      const rows = due.get(tenantId);
      const touched = (this.#tenants.get(tenantId)?.touched.size ?? 0) > 0;
      if (!newDay && !at.ending && !touched && deltas === undefined && rows === undefined) continue;
      const tenant = this.#tenant(tenantId);
      for (const bytes of deltas ?? []) this.#add(bytes, tenant);
      for (const row of rows ?? []) touchStored(tenant, row);
      yield* this.#settleTenant(tenant, at, newDay);
      if (tenant.heldRows > CACHED_ROWS / this.#options.partitions) tenant.forgetSegments();
    }
    if (this.#isUncertain(at) && at.clockNow !== null) this.#options.store.setMeta(REBUILT_AT, String(at.clockNow));
    this.#options.store.setMeta(SETTLED, String(at.commitNumber));
    this.#options.store.setMeta(UPSTREAM, JSON.stringify([...this.#upstream]));
    this.#deltas.clear();
    this.#pending = 0;
    this.#shrink();
  }

  *#settleTenant(tenant: Tenant, at: Settling, newDay: boolean): Iterable<OutRecord> {
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
      rebuilding: this.#isUncertain(at),
      rebuiltAt: storedNumber(this.#options.store, REBUILT_AT),
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

  /** Whether more commits are folded again at once than the one that the store had missed: what each published is not known then. */
  #isUncertain(at: Settling): boolean {
    return at.rebuilding && at.commitNumber !== (storedNumber(this.#options.store, SETTLED) ?? 0) + 1;
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
    const tenantId = Buffer.from(raw.key.buffer, raw.key.byteOffset, raw.key.byteLength).toString();
    this.#tenantNumber(tenantId);
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

  #add(bytes: Uint8Array, tenant: Tenant): void {
    const delta = this.#decoded(bytes, "FunnelDelta");
    const { plan } = tenant;
    const { names } = delta;
    const segmentsOf = segmentFinder(tenant, names);
    const stages = delta.stages as readonly number[];
    for (let i = 0; i < stages.length; i += STAGE_ROW) {
      const stage = plan.stageIndex.get(names[stages[i] as number] as string);
      if (stage === undefined) continue;
      const first = stageCount(stage, "reached");
      for (const segment of segmentsOf(stages, i + 2)) {
        changeDay(segment, plan, stages[i + 1] as number, (row) => addCounts(row, first, stages, i + 5, STAGE_ROW - 5));
      }
    }
    const slas = delta.slas as readonly number[];
    for (let i = 0; i < slas.length; i += SLA_ROW) {
      const sla = plan.slaIndex.get(names[slas[i] as number] as string);
      if (sla === undefined) continue;
      const first = slaCount(plan, sla, "met");
      for (const segment of segmentsOf(slas, i + 2)) {
        changeDay(segment, plan, slas[i + 1] as number, (row) => addCounts(row, first, slas, i + 5, SLA_ROW - 5));
      }
    }
    const samples = delta.samples as readonly number[];
    for (let i = 0; i < samples.length; i += SAMPLE_ROW) {
      const sketch = sketchOf(plan, samples[i] as number, names[samples[i + 1] as number] as string);
      if (sketch === null) continue;
      const ms = samples[i + 6] as number;
      const weight = samples[i + 7] as number;
      for (const segment of segmentsOf(samples, i + 3)) {
        changeDay(segment, plan, samples[i + 2] as number, (row) => addRowSample(row, sketch, ms, weight));
      }
    }
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

/** Finds the segments, one of each set, of a delta's row: of the three names of dimensions at `at`. */
function segmentFinder(
  tenant: Tenant,
  names: readonly string[],
): (row: readonly number[], at: number) => readonly Segment[] {
  const found = new Map<number, Map<number, readonly Segment[]>>();
  const name = (index: number): string | null => (index < 0 ? null : (names[index] as string));
  return (row, at) => {
    const channel = row[at] as number;
    const campaignId = row[at + 1] as number;
    const ownerId = row[at + 2] as number;
    const pair = (channel + 1) * (names.length + 1) + campaignId + 1;
    let byOwner = found.get(pair);
    if (byOwner === undefined) {
      byOwner = new Map();
      found.set(pair, byOwner);
    }
    let segments = byOwner.get(ownerId);
    if (segments === undefined) {
      const carried: Carried = { channel: name(channel), campaignId: name(campaignId), ownerId: name(ownerId) };
      segments = tenant.plan.sets.map((set) => tenant.segmentOf(set, carried));
      for (const segment of segments) tenant.touched.add(segment);
      byOwner.set(ownerId, segments);
    }
    return segments;
  };
}

function addCounts(row: PeriodRow, first: number, from: readonly number[], at: number, size: number): void {
  const { counts } = row;
  for (let i = 0; i < size; i++) {
    const add = from[at + i] as number;
    if (add !== 0) counts[first + i] = (counts[first + i] as number) + add;
  }
}

/** The sketch that a sample belongs to; null: none is kept. */
function sketchOf(plan: MetricPlan, distribution: number, subject: string): number | null {
  let sketch: number | undefined;
  switch (DISTRIBUTIONS[distribution]) {
    case "stage": {
      const stage = plan.stageIndex.get(subject);
      if (stage !== undefined) sketch = stageSketch(stage);
      break;
    }
    case "velocity": {
      const velocity = plan.velocityIndex.get(subject);
      if (velocity !== undefined) sketch = velocitySketch(plan, velocity);
      break;
    }
    case "sla": {
      const sla = plan.slaIndex.get(subject);
      if (sla !== undefined) sketch = slaSketch(plan, sla);
      break;
    }
    case undefined:
      break;
  }
  return sketch !== undefined && plan.sketchUsed[sketch] === true ? sketch : null;
}

function storedNumber(store: Store, name: string): number | null {
  const text = store.meta(name);
  return text === null ? null : Number(text);
}

function storedClocks(store: Store): Map<number, number> {
  const text = store.meta(UPSTREAM);
  return new Map(text === null ? [] : (JSON.parse(text) as [number, number][]));
}
