import type { InputRecord } from "@stagefold/domain";

/** A record on its way into the log. */
export interface Delivery {
  /** When it gets there, ms since epoch. */
  readonly arrivesAt: number;
  readonly record: InputRecord;
}

/** The records of `deliveries` by arrival; those that arrive together keep their order. Pure. */
export function inOrderOfArrival(deliveries: readonly Delivery[]): InputRecord[] {
  return deliveries.toSorted((a, b) => a.arrivesAt - b.arrivesAt).map((delivery) => delivery.record);
}
