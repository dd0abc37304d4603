/**
 * What is left of a lead that was erased: SEMANTICS 12.
 *
 * What it counted stays counted, under any configuration that may come: so its history stays, without anything that says
 * whose it is. Nothing is added to it any more.
 */
import type { LeadErased } from "../record/records.generated.ts";
import type { LeadHistory } from "./history.ts";

/** When the lead leaves the stage it is in: as the event says, but not before anything else that is known of it. Pure. */
export function erasureInstant(history: LeadHistory, { occurredAt }: LeadErased): number {
  return Math.max(occurredAt, history.at(-1)?.occurredAt ?? occurredAt);
}

/**
 * The history without ids, reasons, words and attributes. It counts for the same under every configuration: order,
 * instants, stages, segments and who acted are as they were. Pure.
 */
export function anonymous(history: LeadHistory): LeadHistory {
  return history.map((event, index) => {
    const bare = { eventId: String(index), leadId: "", sequence: null, attributes: {} };
    return event.type === "LeadStageChanged" ? { ...event, ...bare, reason: null } : { ...event, ...bare, kind: "" };
  });
}
