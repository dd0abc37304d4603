/**
 * A lead's history: its events, one per eventId, in order. SEMANTICS 3.1 and 3.2.
 *
 * The history is a set in a fixed order, so in whatever order events arrive the same history
 * comes out; only which of two conflicting events came first is a fact of the log.
 */
import type { LeadEvent } from "../record/records.generated.ts";
import { sameContent } from "../record/same-content.ts";
import { compareEvents } from "./event-order.ts";

/** In the order of `compareEvents`, no eventId twice. */
export type LeadHistory = readonly LeadEvent[];

/** A history that events are being added to: changed in place by `admit`, and by nobody else. */
export interface GrowingHistory {
  readonly events: LeadEvent[];
  /** Made when there are many: a lead of a hundred thousand events must not be searched for each. */
  byId: Map<string, LeadEvent> | null;
}

/** What became of an event that was offered: taken in, known already, or another with an id that is taken (CONFLICTING_DUPLICATE). */
export type Admission = "accepted" | "duplicate" | "conflict";

/** Up to so many events are looked through one by one: most leads have fewer. */
const MANY = 64;

/** A copy of `history` to add to; `history` stays as it is. */
export function growing(history: LeadHistory): GrowingHistory {
  return { events: history.slice(), byId: null };
}

/** Offers an event to a history; one that is accepted is in its place afterwards. Costs O(log n) and a move for a late event. */
export function admit(history: GrowingHistory, event: LeadEvent): Admission {
  const known = find(history, event.eventId);
  if (known !== undefined) return sameContent(known, event) ? "duplicate" : "conflict";
  const { events } = history;
  const last = events[events.length - 1];
  if (last === undefined || compareEvents(last, event) < 0) events.push(event);
  else events.splice(placeOf(events, event), 0, event);
  history.byId?.set(event.eventId, event);
  return "accepted";
}

function find(history: GrowingHistory, eventId: string): LeadEvent | undefined {
  if (history.byId === null && history.events.length > MANY) {
    history.byId = new Map(history.events.map((event) => [event.eventId, event]));
  }
  if (history.byId !== null) return history.byId.get(eventId);
  return history.events.find((event) => event.eventId === eventId);
}

function placeOf(events: LeadHistory, event: LeadEvent): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareEvents(events[middle] as LeadEvent, event) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
