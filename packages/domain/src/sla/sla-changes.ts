/**
 * What `sla-breaches` says of a clock when its state goes from one to another: SEMANTICS 5.
 *
 * | from \ to   | nothing to worry about              | AT_RISK            | BREACHED | RESOLVED            |
 * | ----------- | ----------------------------------- | ------------------ | -------- | ------------------- |
 * | nothing     | -                                   | AT_RISK            | BREACHED | BREACHED, RESOLVED  |
 * | AT_RISK     | CLEARED if in time after warnAt, else RETRACTED | AT_RISK if a field changed | BREACHED | BREACHED, RESOLVED |
 * | BREACHED    | RETRACTED                           | RETRACTED, AT_RISK | BREACHED if a field changed | RESOLVED |
 * | RESOLVED    | RETRACTED                           | RETRACTED, AT_RISK | BREACHED | RESOLVED if a field changed |
 *
 * So a late event, a corrected one and a lead's vanished stay need no code of their own.
 */
import type { Stay } from "../lead/stay.ts";
import type { SlaEventKind } from "../record/records.generated.ts";
import type { SlaClock, SlaState } from "./sla-clock.ts";

/** A clock together with the stay that started it. */
export interface ClockOfStay {
  readonly clock: SlaClock;
  readonly stay: Stay;
}

/** A change to be published: the kind, and the facts that it states. */
export interface SlaChange extends ClockOfStay {
  readonly kind: Exclude<SlaEventKind, "UNKNOWN">;
}

type Worry = "AT_RISK" | "BREACHED" | "RESOLVED";

/** The changes from what was known to what is, in the order in which they are published; undefined: no such clock. Pure. */
export function slaChanges(before: ClockOfStay | undefined, after: ClockOfStay | undefined): readonly SlaChange[] {
  const was = before === undefined ? null : worryOf(before.clock.state);
  const is = after === undefined ? null : worryOf(after.clock.state);
  if (was === null && is === null) return [];
  if (after === undefined || is === null) {
    const stated = after ?? (before as ClockOfStay);
    return [{ ...stated, kind: was === "AT_RISK" && endedInTimeAfterWarning(after?.clock) ? "CLEARED" : "RETRACTED" }];
  }
  if (was === is) return sameStatement(before as ClockOfStay, after) ? [] : [{ ...after, kind: is }];
  const changes: SlaChange[] = [];
  if (is === "AT_RISK") {
    if (was !== null) changes.push({ ...after, kind: "RETRACTED" });
  } else if (is === "RESOLVED" && was !== "BREACHED") {
    changes.push({ ...after, kind: "BREACHED" });
  }
  changes.push({ ...after, kind: is });
  return changes;
}

/** Whether two clocks of the same id would be published with the same fields. Pure. */
export function sameStatement(a: ClockOfStay, b: ClockOfStay): boolean {
  return (
    a.clock.dueAt === b.clock.dueAt &&
    a.clock.severity === b.clock.severity &&
    statedEnd(a.clock) === statedEnd(b.clock) &&
    a.stay.stage === b.stay.stage &&
    a.stay.enteredAt === b.stay.enteredAt &&
    a.stay.channel === b.stay.channel &&
    a.stay.campaignId === b.stay.campaignId &&
    a.stay.ownerId === b.stay.ownerId
  );
}

function statedEnd(clock: SlaClock): number | null {
  return clock.state === "RESOLVED" ? clock.endedAt : null;
}

function worryOf(state: SlaState): Worry | null {
  return state === "AT_RISK" || state === "BREACHED" || state === "RESOLVED" ? state : null;
}

function endedInTimeAfterWarning(clock: SlaClock | undefined): boolean {
  return (
    clock !== undefined &&
    (clock.state === "MET" || clock.state === "CANCELLED") &&
    clock.warnAt !== null &&
    clock.endedAt !== null &&
    clock.endedAt > clock.warnAt
  );
}
