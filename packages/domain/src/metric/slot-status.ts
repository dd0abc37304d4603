/**
 * Whether a slot's value is told, and with what status: PROVISIONAL until the clock reaches the end of the period
 * plus grace; then FINAL once, RESTATED after. SEMANTICS 6.
 */
import type { MetricValue } from "./metric-value.ts";
import { isSeen, markSeen } from "./seen.ts";
import type { HeldRow } from "./segment.ts";
import type { Settlement, Told } from "./settlement.ts";

/** Whether a period that closes at `closesAt` has closed at the present clock. Pure. */
export function isClosed(closesAt: number, by: Settlement): boolean {
  return by.clockNow !== null && by.clockNow >= closesAt;
}

/** With what status a slot's value is told, null where there is nothing to tell; from then on it counts as seen. */
export function statusToTell(
  held: HeldRow,
  index: number,
  closedNow: boolean,
  now: MetricValue | null,
  was: MetricValue | null,
  same: boolean,
  reconfiguring: boolean,
): Told["status"] | null {
  const seen = isSeen(held.seen, index);
  const closed = isSeen(held.closed, index);
  const closing = closedNow && !closed;
  if (!reconfiguring) {
    if (now === null) {
      if (!seen || (was === null && !closing)) return null;
    } else if (seen && same && !closing) return null;
  } else if (now === null && !seen) return null;
  if (!seen) {
    markSeen(held.seen, index);
    held.unsaved = true;
  }
  if (closing) {
    markSeen(held.closed, index);
    held.unsaved = true;
    return "FINAL";
  }
  // Another configuration may open a period again; what was FINAL is not PROVISIONAL any more.
  return closed ? "RESTATED" : "PROVISIONAL";
}
