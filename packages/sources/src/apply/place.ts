import type { Zone } from "@stagefold/domain";
import type { MappingProblem } from "../mapped.ts";

/** What is read while one event is made of one record, or of one element of its `forEach`. */
export interface Place {
  readonly record: unknown;
  /** The element that `forEach` goes through; undefined without one. */
  readonly item: unknown;
  /** Of local times. */
  readonly zone: Zone;
  /** Of days. */
  readonly tenantZone: Zone;
  /** The event's instant, once it is read: what histories are asked for. */
  occurredAt: number;
  /** How many elements with the same instant stand before this one in the list, and how many behind it. */
  before: number;
  behind: number;
  /** What is wrong with the event. */
  readonly problems: MappingProblem[];
  /** Why there is no such event; null: there is. */
  skipped: string | null;
}

/** Finds a value of an event. null: there is none, or the place says what is wrong with it. */
export type Read<T> = (place: Place) => T | null;

/** A place at the start of an event. */
export function placeAt(record: unknown, item: unknown, zone: Zone, tenantZone: Zone): Place {
  return {
    record,
    item,
    zone,
    tenantZone,
    occurredAt: Number.NaN,
    before: 0,
    behind: 0,
    problems: [],
    skipped: null,
  };
}
