/** An item of a request: an event of ours, or a record of a source. */
import type { MappedEvent } from "@stagefold/sources";

/** Why an item, or an event of it, was not taken before intake's core was asked. */
export interface ItemRefusal {
  readonly reason: "UNDECODABLE" | "INVALID" | "UNKNOWN_TENANT";
  readonly detail: string;
  /** The path of the field at fault; null: the item as a whole. */
  readonly field: string | null;
  readonly eventId: string | null;
}

/** What was read of it. */
export interface Item {
  /** From 0, of its request. */
  readonly index: number;
  readonly events: readonly MappedEvent[];
  /** Not empty: there are no events. */
  readonly refusals: readonly ItemRefusal[];
  /** Why there is nothing to take and nothing wrong; null: there is. */
  readonly skipped: string | null;
}

/** As many as one request may have. */
export const MOST_ITEMS = 10_000;

/** An item of which nothing is taken. Pure. */
export function refusedItem(index: number, ...refusals: readonly ItemRefusal[]): Item {
  return { index, events: [], refusals, skipped: null };
}
