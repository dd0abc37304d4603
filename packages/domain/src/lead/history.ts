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

/** What became of an event that was offered to a history. */
export type Admission =
  | { readonly kind: "accepted"; readonly history: LeadHistory }
  /** The same event again. */
  | { readonly kind: "duplicate" }
  /** Another event with an id that is taken: CONFLICTING_DUPLICATE. */
  | { readonly kind: "conflict" };

const DUPLICATE: Admission = { kind: "duplicate" };
const CONFLICT: Admission = { kind: "conflict" };

/** The history with `event` in its place. Pure: `history` is not changed. The newest event costs one copy. */
export function admit(history: LeadHistory, event: LeadEvent): Admission {
  for (const known of history) {
    if (known.eventId === event.eventId) return sameContent(known, event) ? DUPLICATE : CONFLICT;
  }
  let at = history.length;
  while (at > 0 && compareEvents(history[at - 1] as LeadEvent, event) > 0) at--;
  const next = history.slice();
  if (at === history.length) next.push(event);
  else next.splice(at, 0, event);
  return { kind: "accepted", history: next };
}
