/**
 * Whether a slot's value is told, and with what status: PROVISIONAL until the clock reaches the end of the period
 * plus grace; then FINAL once, RESTATED after. SEMANTICS 6.
 */
import type { MetricValue } from "./metric-value.ts";
import { isSeen, markSeen } from "./seen.ts";
import type { HeldRow } from "./segment.ts";
import type { Settlement, Told } from "./settlement.ts";
import type { Slot } from "./slot.ts";

/** Where a period stands at the last commit's clock and at the present one. */
export interface Phase {
  readonly closedBefore: boolean;
  readonly closedNow: boolean;
  /** It had closed when the state was last rebuilt. */
  readonly closedAtRebuild: boolean;
}

/** The phase of a period that closes at `closesAt`. Pure. */
export function phaseOf(closesAt: number, by: Settlement): Phase {
  return {
    closedBefore: by.clockBefore !== null && by.clockBefore >= closesAt,
    closedNow: by.clockNow !== null && by.clockNow >= closesAt,
    closedAtRebuild: (by.rebuiltAt ?? null) !== null && (by.rebuiltAt as number) >= closesAt,
  };
}

/** With what status a slot's value is told, null where there is nothing to tell; from then on it counts as seen. */
export function statusToTell(
  held: HeldRow,
  index: number,
  slot: Slot,
  { closedBefore, closedNow, closedAtRebuild }: Phase,
  now: MetricValue | null,
  was: MetricValue | null,
  same: boolean,
): Told["status"] | null {
  const seen = isSeen(held.seen, index);
  const closing = closedNow && !closedBefore;
  if (now === null) {
    if (!seen && !(held.uncertain && canBeEmptied(slot))) return null;
    if (was === null && !closing) return null;
  } else if (seen && same && !closing) return null;
  if (!seen) {
    markSeen(held.seen, index);
    held.unsaved = true;
  }
  if (!closedNow) return "PROVISIONAL";
  return closedBefore && (seen || held.uncertain || closedAtRebuild) ? "RESTATED" : "FINAL";
}

/** Targets are never taken back. */
function canBeEmptied({ making }: Slot): boolean {
  return making.kind !== "attainment" && making.kind !== "pace";
}
