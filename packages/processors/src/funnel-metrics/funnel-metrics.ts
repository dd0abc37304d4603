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
  changeRowsOf,
  type HeldRow,
  type MetricPlan,
  nextLookAt,
  type PeriodRow,
  type Segment,
  type SpendRecorded,
  type StagefoldConfig,
  settleSegment,
  slaCount,
  slaSketch,
  stageCount,
  stageSketch,
  type TargetSet,
  type Told,
  tenantConfigOf,
  touchRow,
  velocitySketch,
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

type FunnelDelta = Extract<AvroRecord, { readonly type: "FunnelDelta" }>;

const UPSTREAM = "upstream_clocks";
/** Rows kept decoded between commits. */
const CACHED_ROWS = 40_000;

export class FunnelMetrics implements Processor {
  readonly inputs = [FUNNEL_DELTAS, SPEND_EVENTS, FUNNEL_TARGETS];
  readonly followsWallClock = false;
  readonly #options: FunnelMetricsOptions;
  readonly #tables: TenantTables;
  readonly #tenantNumbers: Dictionary;
  readonly #segmentNames: Table;
  readonly #rows: Table;
  #timers: TimerQueue;
  #tenants = new Map<string, Tenant>();
  #upstream: Map<number, number>;
  #pending = 0;
  #duplicates = 0;

  constructor(options: FunnelMetricsOptions) {
    const { store, codec } = options;
    this.#options = options;
    this.#tenantNumbers = store.dictionary("tenant");
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
    this.#timers = new TimerQueue(store.timers("period_row"));
    this.#upstream = storedClocks(store);
    this.#pending = 0;
  }

  apply(topic: string, records: readonly LogRecord[], out: OutRecord[]): void {
    if (topic === FUNNEL_DELTAS) for (const raw of records) this.#applyDelta(raw);
    else for (const raw of records) this.#applyInput(topic, raw, out);
  }

  *settle(at: Settling): Iterable<OutRecord> {
    const { store, codec, config, partition } = this.#options;
    if (at.clockNow !== null) this.#touchDue(at.clockNow);
    for (const tenant of this.#allTenants()) {
      const dayBefore = at.clockBefore === null ? null : tenant.zone.dayOf(at.clockBefore);
      const dayNow = at.clockNow === null ? null : tenant.zone.dayOf(at.clockNow);
      const newDay = dayNow !== null && (dayBefore === null || dayNow > dayBefore);
      if (newDay) {
        for (const set of tenant.plan.sets) {
          if (set.population || set.rolling.length > 0) {
            for (const segment of tenant.segmentsOf(set)) tenant.touched.add(segment);
          }
        }
      }
      const tellPace = at.ending || newDay;
      if (tellPace && at.clockNow !== null) tenant.touchPace(at.clockBefore, at.clockNow);
      tenant.refreshSpend();
      const settlement = {
        plan: tenant.plan,
        zone: tenant.zone,
        graceMs: config.clock.graceMs,
        clockBefore: at.clockBefore,
        clockNow: at.clockNow,
        targetsBefore: tenant.targetsBefore,
        targetsNow: tenant.targets,
        tellPace,
        rebuilding: at.rebuilding,
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
    store.setMeta(UPSTREAM, JSON.stringify([...this.#upstream]));
    this.#pending = 0;
    this.#shrink();
  }

  #save(tenant: Tenant, segment: Segment, held: HeldRow, clock: number | null): void {
    const key = rowKey(segment.number, held.grain, held.start);
    if (held.unsaved) {
      this.#rows.put(key, encodeHeldRow(held));
      held.unsaved = false;
    }
    this.#timers.set(key, nextLookAt(held, tenant.zone, this.#options.config.clock.graceMs, clock));
  }

  /** Touches the rows whose period begins or closes by the clock. */
  #touchDue(clock: number): void {
    for (const key of this.#timers.due(clock)) {
      const { segment: number, grain, start } = parseRowKey(key);
      const name = this.#segmentNames.get(number);
      if (name === undefined) throw new Error(`segment ${number} has a row and no name`);
      const text = Buffer.from(name.buffer, name.byteOffset, name.byteLength).toString();
      const tenant = this.#tenantNumbered(Number(text.slice(1, text.indexOf(","))));
      const segment = tenant.segmentNamed(text);
      if (segment === undefined) continue;
      touchRow(segment, tenant.plan, grain, start);
      tenant.touched.add(segment);
    }
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
    const decoded = this.#options.codec.decode(raw.value ?? new Uint8Array());
    if (!decoded.ok) throw new Error(`${FUNNEL_DELTAS}[${this.#options.partition}] ${raw.offset}: ${decoded.detail}`);
    const record = decoded.record;
    if (record.type === "TaskClock") {
      this.#upstream.set(record.task, Math.max(record.clock, this.#upstream.get(record.task) ?? record.clock));
    } else if (record.type === "FunnelDelta") {
      this.#add(record, this.#tenant(record.tenantId));
    }
  }

  #add(delta: FunnelDelta, tenant: Tenant): void {
    const { plan } = tenant;
    const names = delta.names;
    const segments = new Map<string, readonly Segment[]>();
    const rowsOf = (numbers: readonly number[], at: number): PeriodRow[][] => {
      const [channel, campaignId, ownerId] = [numbers[at], numbers[at + 1], numbers[at + 2]] as [
        number,
        number,
        number,
      ];
      const key = `${channel},${campaignId},${ownerId}`;
      let of = segments.get(key);
      if (of === undefined) {
        const value = (index: number): string | null => (index < 0 ? null : (names[index] as string));
        const carried: Carried = {
          channel: value(channel),
          campaignId: value(campaignId),
          ownerId: value(ownerId),
        };
        of = plan.sets.map((set) => tenant.segmentOf(set, carried));
        for (const segment of of) tenant.touched.add(segment);
        segments.set(key, of);
      }
      return of.map((segment) => changeRowsOf(segment, plan, numbers[at - 1] as number));
    };
    const stages = delta.stages as readonly number[];
    for (let i = 0; i < stages.length; i += STAGE_ROW) {
      const stage = plan.stageIndex.get(names[stages[i] as number] as string);
      if (stage === undefined) continue;
      addCounts(rowsOf(stages, i + 2), stageCount(stage, "reached"), stages, i + 5, STAGE_ROW - 5);
    }
    const slas = delta.slas as readonly number[];
    for (let i = 0; i < slas.length; i += SLA_ROW) {
      const sla = plan.slaIndex.get(names[slas[i] as number] as string);
      if (sla === undefined) continue;
      addCounts(rowsOf(slas, i + 2), slaCount(plan, sla, "met"), slas, i + 5, SLA_ROW - 5);
    }
    const samples = delta.samples as readonly number[];
    for (let i = 0; i < samples.length; i += SAMPLE_ROW) {
      const sketch = sketchOf(plan, samples[i] as number, names[samples[i + 1] as number] as string);
      if (sketch === null) continue;
      for (const rows of rowsOf(samples, i + 3)) {
        for (const row of rows) addRowSample(row, sketch, samples[i + 6] as number, samples[i + 7] as number);
      }
    }
    this.#pending += stages.length / STAGE_ROW + slas.length / SLA_ROW + samples.length / SAMPLE_ROW;
  }

  #tenant(tenantId: string): Tenant {
    let tenant = this.#tenants.get(tenantId);
    if (tenant === undefined) {
      const config = tenantConfigOf(this.#options.config, tenantId);
      if (config === undefined) throw new Error(`tenant ${tenantId} has leads, and is not configured any more`);
      tenant = new Tenant(tenantId, this.#tenantNumbers.assign(tenantId), config, this.#tables);
      this.#tenants.set(tenantId, tenant);
    }
    return tenant;
  }

  #tenantNumbered(number: number): Tenant {
    for (const tenant of this.#allTenants()) if (tenant.number === number) return tenant;
    throw new Error(`tenant ${number} has rows and no name`);
  }

  #allTenants(): readonly Tenant[] {
    return [...this.#tenantNumbers.entries("")].map(([tenantId]) => this.#tenant(tenantId));
  }

  #shrink(): void {
    let held = 0;
    for (const tenant of this.#tenants.values()) held += tenant.heldRows;
    if (held > CACHED_ROWS) for (const tenant of this.#tenants.values()) tenant.forgetSegments();
  }
}

function addCounts(
  rows: readonly PeriodRow[][],
  first: number,
  from: readonly number[],
  at: number,
  size: number,
): void {
  for (const ofSegment of rows) {
    for (const row of ofSegment) {
      for (let i = 0; i < size; i++) {
        const add = from[at + i] as number;
        if (add !== 0) row.counts[first + i] = (row.counts[first + i] as number) + add;
      }
    }
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

function storedClocks(store: Store): Map<number, number> {
  const text = store.meta(UPSTREAM);
  return new Map(text === null ? [] : (JSON.parse(text) as [number, number][]));
}
