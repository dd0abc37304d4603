/**
 * The lead events of the load, in the order in which they arrive.
 *
 * What an event says is made from the seed and its number when it is written, so that only some
 * 24 bytes an event are held while the order is found, and a second delivery is the same text.
 */
import {
  ACCEPTED_STAGE,
  ACTORS,
  CAMPAIGNS,
  CHANNELS,
  DAY_MS,
  ENTRY_STAGE,
  FIRST_STAGE_WITH_REASON,
  HOUR_MS,
  NEXT_STAGES,
  OWNERS,
  QUALIFIED_STAGE,
  REASONS,
  SOURCES,
  SPAN_DAYS,
  STAGES,
  START_AT,
  tenantName,
  tenantShares,
} from "./load-shape.ts";
import { type Random, randomFrom } from "./random.ts";

/** An event's number takes so many of the 64 bits it shares with its arrival. */
const NUMBER_BITS = 28;
const LATE_SHARE = 1 / 100;
const LATEST_MS = 72 * HOUR_MS;
const TWICE_SHARE = 1 / 100;
const ACTIVITY_CHANCE = 0.23;

interface LeadEvents {
  /** ms after START_AT, per event. */
  readonly at: Float64Array;
  readonly lead: Int32Array;
  /** The number of the event in its lead, from 0. */
  readonly nth: Uint8Array;
  readonly isActivity: Uint8Array;
  /** A stage, or of an activity its actor. */
  readonly what: Uint8Array;
  readonly tenantOfLead: Uint8Array;
  /** Sorted: arrival in ms after START_AT, then the event's number. As long as there are deliveries. */
  readonly arrivals: BigUint64Array;
}

/** One delivery of the load. */
export interface Delivery {
  /** ms since epoch. */
  readonly arrivesAt: number;
  readonly line: string;
}

/**
 * `deliveries` lead events, one in a hundred of them a second delivery: NDJSON lines without line
 * end, by arrival. The same seed gives the same lines. Throws RangeError from 2^28 events on.
 */
export function* leadLoad(deliveries: number, seed: number): Generator<Delivery> {
  const events = planEvents(deliveries, seed);
  const words = new Uint32Array(events.arrivals.buffer);
  const details = randomFrom(0);
  for (let i = 0; i < deliveries; i++) {
    const low = words[2 * i] as number;
    const high = words[2 * i + 1] as number;
    const arrivesAt = START_AT + high * 16 + (low >>> NUMBER_BITS);
    yield { arrivesAt, line: eventLine(events, low & (2 ** NUMBER_BITS - 1), seed, details) };
  }
}

function planEvents(deliveries: number, seed: number): LeadEvents {
  if (deliveries >= 2 ** NUMBER_BITS) throw new RangeError(`at most ${2 ** NUMBER_BITS - 1} events`);
  const unique = deliveries - Math.floor(deliveries * TWICE_SHARE);
  const at = new Float64Array(unique);
  const lead = new Int32Array(unique);
  const nth = new Uint8Array(unique);
  const isActivity = new Uint8Array(unique);
  const what = new Uint8Array(unique);
  const tenantOfLead = new Uint8Array(Math.ceil(unique / 4) + 1);
  const arrivals = new BigUint64Array(deliveries);
  const words = new Uint32Array(arrivals.buffer);
  const random = randomFrom(seed);
  const shares = tenantShares();

  const arrives = (delivery: number, event: number, ms: number): void => {
    // Two words instead of a bigint each: making a million of those costs more than the sort.
    words[2 * delivery] = (((ms & 15) << NUMBER_BITS) | event) >>> 0;
    words[2 * delivery + 1] = Math.floor(ms / 16);
  };

  let leads = 0;
  for (let event = 0; event < unique; leads++) {
    const drawn = random.next();
    tenantOfLead[leads] = shares.findIndex((upTo) => drawn < upTo);
    const length = 4 + random.int(9);
    let stage: number = ENTRY_STAGE;
    let now = Math.floor(random.next() * (SPAN_DAYS - 12) * DAY_MS);
    for (let i = 0; i < length && event < unique; i++, event++) {
      const activity = i > 0 && random.next() < ACTIVITY_CHANCE;
      if (i > 0) now += 1 + Math.floor(-Math.log(1 - random.next()) * meanGapMs(activity, stage));
      if (activity) {
        what[event] = random.next() < 0.6 ? 0 : 1 + random.int(ACTORS.length - 1);
        isActivity[event] = 1;
      } else {
        if (i > 0) stage = stageAfter(stage, random.next());
        what[event] = stage;
      }
      at[event] = now;
      lead[event] = leads;
      nth[event] = i;
      const delay = random.next() < LATE_SHARE ? Math.floor(random.next() * LATEST_MS) : 0;
      arrives(event, event, now + delay);
    }
  }
  for (let delivery = unique; delivery < deliveries; delivery++) {
    const event = random.int(unique);
    const first = (words[2 * event + 1] as number) * 16 + ((words[2 * event] as number) >>> NUMBER_BITS);
    arrives(delivery, event, first + Math.floor(random.next() * DAY_MS));
  }
  arrivals.sort();
  return { at, lead, nth, isActivity, what, tenantOfLead, arrivals };
}

function meanGapMs(activity: boolean, stage: number): number {
  if (activity) return 2 * HOUR_MS;
  return stage === QUALIFIED_STAGE ? 30 * HOUR_MS : 40 * HOUR_MS;
}

function stageAfter(stage: number, drawn: number): number {
  for (const [next, upTo] of NEXT_STAGES[stage] ?? []) if (drawn < upTo) return next;
  throw new Error(`stage ${stage} leads nowhere`);
}

function eventLine(events: LeadEvents, event: number, seed: number, details: Random): string {
  details.reseed(Math.imul(seed, 31) + Math.imul(event, 0x9e3779b1));
  const lead = events.lead[event] as number;
  const nth = events.nth[event] as number;
  const what = events.what[event] as number;
  const activity = events.isActivity[event] === 1;
  // A bijection: neighbours in time do not share the beginning of their names.
  const leadId = (Math.imul(lead, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
  let line =
    `{"type":"${activity ? "LeadActivityRecorded" : "LeadStageChanged"}","eventId":"ev-${leadId}-${nth}"` +
    `,"tenantId":"${tenantName(events.tenantOfLead[lead] as number)}","leadId":"lead-${leadId}"` +
    `,"occurredAt":"${new Date(START_AT + (events.at[event] as number)).toISOString()}","sequence":${nth}`;
  if (activity) {
    line += `,"actor":"${ACTORS[what]}","kind":"${what === 0 ? "call" : "email"}"`;
  } else {
    const first = nth === 0;
    const touched = first || details.int(20) === 0;
    line += `,"stage":"${STAGES[what]}"`;
    if (what >= FIRST_STAGE_WITH_REASON) line += `,"reason":"reason-${details.int(REASONS)}"`;
    if (touched)
      line += `,"channel":"${CHANNELS[details.int(CHANNELS.length)]}","campaignId":"cmp-${details.int(CAMPAIGNS)}"`;
    if (first || what === ACCEPTED_STAGE) line += `,"ownerId":"owner-${details.int(OWNERS)}"`;
  }
  if (details.int(4) === 0) line += `,"attributes":{"source":"crm-${details.int(SOURCES)}"}`;
  return `${line}}`;
}
