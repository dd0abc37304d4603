/**
 * The lead-tracker: from lead-events to lead-stays, sla-breaches and what changes of the counts.
 *
 * A lead's state is its history; what is published of it is the difference of its facts before and
 * now, at the clock before and now. A lead is looked at when an event of it comes, and when its facts
 * change with the clock alone (`changesAt`), so at every commit all that was published is what all
 * leads' facts say at the task's clock.
 *
 * Of a lead that is erased everything published is taken back, and nothing more is published; what remains of it, under a
 * name that says nothing, goes on to count: leads.ts.
 */
import type { AvroCodec } from "@stagefold/codec";
import {
  admit,
  changedStays,
  contribute,
  growing,
  type LeadErased,
  type LeadEvent,
  type LeadFacts,
  type LeadPlan,
  type LeadRemains,
  leadFactsAt,
  leadPlanOf,
  NO_FACTS,
  type StagefoldConfig,
  type StayPair,
  sameConfig,
  slaChanges,
  type TenantConfig,
  tenantConfigOf,
  type Zone,
  zoneOf,
} from "@stagefold/domain";
import type { LogRecord, OutRecord, Processor, Settling, Store } from "@stagefold/processing";
import { partitionOf } from "@stagefold/processing";
import { deadLetterOf, type Refusal } from "../dead-letter.ts";
import { judge } from "../judge.ts";
import { leadKey } from "../keys.ts";
import { Publication } from "../publication.ts";
import { RefusedRecords } from "../refused-records.ts";
import { STORE_CODEC } from "../store-codec.ts";
import { TimerQueue } from "../timer-queue.ts";
import { FUNNEL_DELTAS, LEAD_EVENTS, LEAD_STAYS, SLA_BREACHES } from "../topics.ts";
import { DeltaSums } from "./delta-sums.ts";
import { breachRecord, clockPairs, stayRecord } from "./lead-records.ts";
import { buried, remainsIn } from "./lead-remains.ts";
import { remainsOf, type StoredLead } from "./lead-row.ts";
import { type Lead, Leads } from "./leads.ts";
import { RunningClockCounts, type RunningClocks } from "./running-clocks.ts";

export interface LeadTrackerOptions {
  readonly partition: number;
  /** Of all topics alike. */
  readonly partitions: number;
  readonly store: Store;
  readonly codec: AvroCodec;
  readonly config: StagefoldConfig;
}

/** What a tenant's configuration comes to, made once. */
interface Tenant {
  readonly plan: LeadPlan;
  readonly zone: Zone;
}

/** Leads kept decoded between commits, by all tasks together where one process has them. */
const CACHED_LEADS = 20_000;
const MAX_OCCURRED_AT = "max_occurred_at";
/** Leads looked at under another configuration between one sending of deltas and the next. */
const LEADS_AT_ONCE = 10_000;

export class LeadTracker implements Processor {
  readonly inputs = [LEAD_EVENTS];
  readonly followsWallClock = true;
  /** What was published of a lead is what its history says. */
  readonly ownOutput = null;
  readonly #options: LeadTrackerOptions;
  readonly #leads: Leads;
  readonly #refused: RefusedRecords;
  readonly #running: RunningClockCounts;
  readonly #tenants = new Map<TenantConfig, Tenant>();
  /** Whose configuration the state was computed under, until the difference is published; null: one's own. */
  #former: LeadTracker | null = null;
  #timers: TimerQueue;
  readonly #touched = new Set<Lead>();
  #pending = 0;
  #duplicates = 0;
  /** The largest `occurredAt` accepted; null: none. */
  #maxOccurredAt: number | null;

  constructor(options: LeadTrackerOptions) {
    this.#options = options;
    const { store } = options;
    this.#leads = new Leads(store);
    this.#refused = new RefusedRecords(store);
    this.#running = new RunningClockCounts(store);
    this.#timers = new TimerQueue(store.timers("lead"));
    this.#maxOccurredAt = storedInstant(store);
  }

  /** The largest `occurredAt` of the events accepted; null: none. */
  get maxOccurredAt(): number | null {
    return this.#maxOccurredAt;
  }

  /** How many records were ignored as duplicates since the processor was made. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** The SLA clocks that run, as of the last settling. */
  runningClocks(): Iterable<RunningClocks> {
    return this.#running.all();
  }

  historyClock(): number | null {
    return this.#maxOccurredAt === null ? null : this.#maxOccurredAt - this.#options.config.clock.latenessMs;
  }

  dueAt(): number | null {
    return this.#timers.next();
  }

  pending(): number {
    return this.#pending;
  }

  forget(): void {
    this.#leads.forget();
    this.#touched.clear();
    this.#pending = 0;
    this.#running.forget();
    this.#timers = new TimerQueue(this.#options.store.timers("lead"));
    this.#maxOccurredAt = storedInstant(this.#options.store);
  }

  apply(topic: string, records: readonly LogRecord[], out: OutRecord[]): void {
    const { codec, config, partition } = this.#options;
    for (const raw of records) {
      const remains = remainsIn(raw, codec);
      if (remains !== null) {
        const refusal = this.#bury(remains, raw.offset);
        if (refusal !== null) out.push(deadLetterOf(raw, { topic, partition }, refusal));
        continue;
      }
      const judgement = judge(raw, topic, codec, config);
      if ("reason" in judgement) {
        if (judgement.byConfiguration === true) this.#refused.keep(topic, raw, codec);
        out.push(deadLetterOf(raw, { topic, partition }, judgement));
        continue;
      }
      const event = judgement.record as LeadEvent | LeadErased;
      if (event.type === "LeadErased") {
        this.#erase(event);
        this.#refused.forget(leadKey(event.tenantId, event.leadId));
        continue;
      }
      const admission = this.#admit(event);
      if (admission === "conflict") {
        const detail = `eventId ${event.eventId} is taken by an event of the lead with other content, which came first`;
        out.push(deadLetterOf(raw, { topic, partition }, { reason: "CONFLICTING_DUPLICATE", detail }));
      }
      if (admission === "duplicate") this.#duplicates++;
    }
  }

  #admit(event: LeadEvent): "accepted" | "duplicate" | "conflict" | "erased" {
    const lead = this.#leads.taking(event.tenantId, event.leadId);
    if (lead === null) return "erased";
    lead.growing ??= growing(lead.published.events);
    const admission = admit(lead.growing, event);
    if (admission !== "accepted") return admission;
    this.#touched.add(lead);
    this.#accepted(event.occurredAt);
    return "accepted";
  }

  #accepted(occurredAt: number): void {
    this.#pending++;
    if (this.#maxOccurredAt === null || occurredAt > this.#maxOccurredAt) this.#maxOccurredAt = occurredAt;
  }

  /** What was published of the lead is taken back at the settling. */
  #erase(event: LeadErased): void {
    const lead = this.#leads.erase(event);
    if (lead === null) return;
    if (lead !== undefined) this.#touched.add(lead);
    this.#accepted(event.occurredAt);
  }

  /** Takes in what an embedded log kept of an erased lead, in the place of its events. Not null: it is none of ours. */
  #bury(remains: LeadRemains, offset: number): Refusal | null {
    const { tenantId, history, keyHash } = remains;
    if (keyHash !== null) this.#leads.addErased(keyHash);
    if (history === null) return null;
    const stored = buried(remains, this.#options.config);
    if (stored === null) return { reason: "UNDECODABLE", detail: "these are no remains of a lead that was erased" };
    this.#touched.add(this.#leads.bury(tenantId, `at ${offset}`, stored.events, stored.erasedAt));
    this.#accepted(stored.erasedAt);
    return null;
  }

  reconfigure(former: Processor): readonly string[] {
    if (!(former instanceof LeadTracker)) throw new TypeError("a lead-tracker goes on where a lead-tracker left off");
    this.#former = former;
    return [];
  }

  reread(topic: string): void {
    throw new Error(`a lead-tracker reads nothing again, and was given ${topic}`);
  }

  *settle(at: Settling): Iterable<OutRecord> {
    const { store } = this.#options;
    if (at.clockNow !== null)
      for (const number of this.#timers.due(at.clockNow)) this.#touched.add(this.#leads.byNumber(number));
    const deltas = new Map<string, DeltaSums>();
    if (at.reconfiguring) yield* this.#settleReconfigured(at, deltas);
    for (const lead of this.#touched) yield* this.#settleLead(lead, at, deltas);
    yield* this.#deltaRecords(deltas);
    yield* this.#clockRecords(at);
    if (this.#maxOccurredAt !== null) store.setMeta(MAX_OCCURRED_AT, String(this.#maxOccurredAt));
    this.#running.save();
    this.#leads.settled(at.commitNumber);
    this.#touched.clear();
    this.#pending = 0;
    this.#shrinkCache();
  }

  /** Judges anew what was refused, and looks at all leads whose tenants' configuration is another now. */
  *#settleReconfigured(at: Settling, deltas: Map<string, DeltaSums>): Iterable<OutRecord> {
    const { config } = this.#options;
    const former = this.#former;
    if (former === null) throw new Error("a lead-tracker was not told whose state it has");
    const erased: string[] = [];
    this.#refused.judgeAnew(({ topic, record }) => {
      const judgement = judge(record, topic, STORE_CODEC, config);
      if ("reason" in judgement) return judgement.byConfiguration !== true;
      const event = judgement.record as LeadEvent | LeadErased;
      if (event.type === "LeadErased") {
        this.#erase(event);
        erased.push(leadKey(event.tenantId, event.leadId));
      } else {
        this.#admit(event);
      }
      return true;
    });
    for (const key of erased) this.#refused.forget(key);
    const settled = new Set<number>();
    for (const lead of this.#touched) {
      yield* this.#settleLead(lead, at, deltas, former);
      settled.add(lead.number);
    }
    this.#touched.clear();
    let looked = 0;
    for (const number of this.#leads.numbers()) {
      if (settled.has(number)) continue;
      const lead = this.#leads.byNumber(number);
      if (this.#isConfiguredAsBy(former, lead.tenantId)) continue;
      yield* this.#settleLead(lead, at, deltas, former);
      if (++looked % LEADS_AT_ONCE !== 0) continue;
      yield* this.#deltaRecords(deltas);
      this.#shrinkCache();
    }
    this.#former = null;
  }

  #isConfiguredAsBy(former: LeadTracker, tenantId: string): boolean {
    const [was, is] = [former, this].map((by) => tenantConfigOf(by.#options.config, tenantId));
    return sameConfig(was, is);
  }

  *#deltaRecords(deltas: Map<string, DeltaSums>): Iterable<OutRecord> {
    const { codec, partitions } = this.#options;
    for (const [tenantId, sums] of deltas) {
      const key = Buffer.from(tenantId);
      const partition = partitionOf(key, partitions);
      for (const record of sums.take()) {
        yield { topic: FUNNEL_DELTAS, partition, key, value: codec.encode(record), headers: null };
      }
    }
    deltas.clear();
  }

  /** `former`: by whom the lead was settled last. */
  *#settleLead(
    lead: Lead,
    at: Settling,
    deltas: Map<string, DeltaSums>,
    former: LeadTracker = this,
  ): Iterable<OutRecord> {
    const { plan, zone } = this.#tenant(lead.tenantId);
    const published = lead.published;
    const was = published.events.length === 0 ? null : former.#tenant(lead.tenantId);
    const before =
      was === null ? NO_FACTS : leadFactsAt(published.events, at.clockBefore, was.plan, published.erasedAt);
    const events = lead.growing?.events ?? published.events;
    const { erasedAt } = lead;
    const after: LeadFacts = leadFactsAt(events, at.clockNow, plan, erasedAt);
    this.#timers.set(lead.number, after.changesAt);
    const state: StoredLead = erasedAt === null ? { events, erasedAt } : remainsOf(events, erasedAt);
    if (events.length > published.events.length || erasedAt !== published.erasedAt) this.#leads.save(lead, state);
    lead.published = state;
    lead.growing = null;
    const pairs = changedStays(before, after);
    if (erasedAt === null) yield* this.#outputs(lead, pairs, at);
    // What was published of it is taken back, once; what it counts for is no matter.
    else if (published.erasedAt === null) yield* this.#outputs(lead, changedStays(before, NO_FACTS), at);
    // Days are the zone's: in another one every stay counts elsewhere.
    const isMoved = was !== null && was.zone !== zone;
    if (pairs.length === 0 && !isMoved) return;
    this.#running.change(lead.tenantId, pairs);
    let sums = deltas.get(lead.tenantId);
    if (sums === undefined) {
      sums = new DeltaSums(lead.tenantId);
      deltas.set(lead.tenantId, sums);
    }
    if (isMoved) {
      for (const stay of before.stays) contribute({ before: stay, after: undefined }, was.zone, sums);
      for (const stay of after.stays) contribute({ before: undefined, after: stay }, zone, sums);
    } else {
      for (const pair of pairs) contribute(pair, zone, sums);
    }
  }

  *#outputs(lead: Lead, pairs: readonly StayPair[], at: Settling): Iterable<OutRecord> {
    const { codec, partition } = this.#options;
    const key = leadKey(lead.tenantId, lead.leadId);
    for (const { before, after } of pairs) {
      const stay = stayRecord(lead, before, after, at.commitNumber);
      if (stay !== null) yield new Publication(LEAD_STAYS, partition, stay.stayId, stay.record, codec);
    }
    for (const { before, after } of pairs) {
      let serial = 0;
      for (const [was, is] of clockPairs(before, after)) {
        for (const change of slaChanges(was, is)) {
          yield new Publication(SLA_BREACHES, partition, key, breachRecord(lead, change, at, serial++), codec);
        }
      }
    }
  }

  /** The clock goes to every partition of the deltas, after what it is the clock of. */
  *#clockRecords(at: Settling): Iterable<OutRecord> {
    if (at.clockNow === null) return;
    const { codec, partition, partitions } = this.#options;
    const value = codec.encode({ type: "TaskClock", task: partition, clock: at.clockNow });
    for (let p = 0; p < partitions; p++) yield { topic: FUNNEL_DELTAS, partition: p, key: null, value, headers: null };
  }

  #tenant(tenantId: string): Tenant {
    const config = tenantConfigOf(this.#options.config, tenantId);
    if (config === undefined) throw new Error(`tenant ${tenantId} has leads, and is not configured any more`);
    let tenant = this.#tenants.get(config);
    if (tenant === undefined) {
      tenant = { plan: leadPlanOf(config), zone: zoneOf(config.timeZone) };
      this.#tenants.set(config, tenant);
    }
    return tenant;
  }

  #shrinkCache(): void {
    this.#leads.shrink(Math.ceil(CACHED_LEADS / this.#options.partitions));
  }
}

function storedInstant(store: Store): number | null {
  const text = store.meta(MAX_OCCURRED_AT);
  return text === null ? null : Number(text);
}
