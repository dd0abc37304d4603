import type { Zone } from "@stagefold/domain";
import type { TimeFound } from "./time-found.ts";

/** The instant of a time: of a local one the first at which the zone's clock shows it or later (SEMANTICS 5). Pure. */
export function instantIn(time: TimeFound, zone: Zone): number {
  return time.isLocal ? zone.firstInstantShowing(time.ms) : time.ms;
}
