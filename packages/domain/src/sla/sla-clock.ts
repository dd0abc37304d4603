/**
 * SLA clocks: SEMANTICS 5. A policy says which stays start one, what ends it, and how long it may run.
 *
 * State at the clock `now`, `end` being the first of the policy's ends, all later than `now` not counted:
 *
 * | stay or end                        | due      | state                          |
 * | ---------------------------------- | -------- | ------------------------------ |
 * | starts after now                   | -        | NOT_STARTED                    |
 * | ended by dueAt                     | -        | MET                            |
 * | left by dueAt without an end       | -        | CANCELLED                      |
 * | ended (or left) later              | passed   | RESOLVED (breached, and over)  |
 * | none                               | passed   | BREACHED                       |
 * | none                               | ahead    | AT_RISK once warnAt has passed, else OPEN |
 *
 * "Passed" is strict: an end at dueAt keeps the SLA, and a clock at dueAt has not breached it yet.
 */
import type { SlaPolicy } from "../config/config.ts";
import type { LeadHistory } from "../lead/history.ts";
import type { Stay } from "../lead/stay.ts";

export type SlaState = "NOT_STARTED" | "OPEN" | "AT_RISK" | "BREACHED" | "RESOLVED" | "MET" | "CANCELLED";

/** A policy with its arithmetic of time bound: made once per configuration. */
export interface BoundPolicy {
  readonly policy: SlaPolicy;
  /** The instant at which `ms` of the policy's time (elapsed, or open time of its calendar) has passed since `startedAt`. */
  readonly after: (startedAt: number, ms: number) => number;
}

/** One SLA clock as it stands at some `now`. Instants in ms since epoch. */
export interface SlaClock {
  readonly slaId: string;
  readonly severity: string;
  readonly state: SlaState;
  readonly startedAt: number;
  readonly dueAt: number;
  readonly warnAt: number | null;
  /** MET, RESOLVED: when it ended; CANCELLED: when the stay did; else null. */
  readonly endedAt: number | null;
  /** The next instant at which the state may change, if nothing else happens; null: never. */
  readonly changesAt: number | null;
}

/** Whether a stay starts a clock of the policy. Pure. */
export function startsClock(policy: SlaPolicy, stay: Stay): boolean {
  if (stay.stage !== policy.entersStage) return false;
  const when = policy.when;
  if (when === null) return true;
  return (
    (when.channel === undefined || when.channel === stay.channel) &&
    (when.campaignId === undefined || when.campaignId === stay.campaignId) &&
    (when.ownerId === undefined || when.ownerId === stay.ownerId)
  );
}

/** The clock that `stay` starts, at `now`. Pure; call it for stays that `startsClock` says start one. */
export function slaClockAt(bound: BoundPolicy, stay: Stay, history: LeadHistory, now: number): SlaClock {
  const { policy, after } = bound;
  const startedAt = stay.enteredAt;
  const dueAt = after(startedAt, policy.withinMs);
  const warnAt = policy.warnAfterMs === null ? null : after(startedAt, policy.warnAfterMs);
  const end = firstEnd(policy, stay, history, dueAt);
  const left = stay.exitedAt;

  let state: SlaState;
  let endedAt: number | null = null;
  let changesAt: number | null = null;
  if (startedAt > now) {
    state = "NOT_STARTED";
    changesAt = startedAt;
  } else if (end !== null && end <= now) {
    state = end <= dueAt ? "MET" : "RESOLVED";
    endedAt = end;
  } else if (end === null && left !== null && left <= now) {
    state = "CANCELLED";
    endedAt = left;
  } else {
    const over = end ?? left;
    if (dueAt < now) {
      state = "BREACHED";
      changesAt = over;
    } else if (warnAt !== null && warnAt < now) {
      state = "AT_RISK";
      changesAt = earlier(dueAt + 1, over);
    } else {
      state = "OPEN";
      changesAt = earlier(warnAt === null ? dueAt + 1 : warnAt + 1, over);
    }
  }
  return { slaId: policy.id, severity: policy.severity, state, startedAt, dueAt, warnAt, endedAt, changesAt };
}

/** The first of the policy's ends, null when there is none (yet). A stay left after `dueAt` without an end ends the clock. */
function firstEnd(policy: SlaPolicy, stay: Stay, history: LeadHistory, dueAt: number): number | null {
  let first: number | null = null;
  for (const end of policy.ends) {
    if (end.kind === "leavesStage") {
      // A lead that was erased went nowhere: nobody has kept the SLA by that.
      const { exitedAt, nextStage } = stay;
      if (exitedAt !== null && nextStage !== null && (end.stages === null || end.stages.includes(nextStage))) {
        first = earlier(exitedAt, first);
      }
    } else {
      const acted = firstActivity(end.actor, stay, history);
      if (acted !== null) first = earlier(acted, first);
    }
  }
  if (first === null && stay.exitedAt !== null && stay.exitedAt > dueAt) return stay.exitedAt;
  return first;
}

/** The first activity by `actor` after the entering event in the lead's order, and not later than the exit. */
function firstActivity(actor: string, stay: Stay, history: LeadHistory): number | null {
  for (let i = stay.eventIndex + 1; i < history.length; i++) {
    const event = history[i];
    if (event === undefined || (stay.exitedAt !== null && event.occurredAt > stay.exitedAt)) return null;
    if (event.type === "LeadActivityRecorded" && event.actor === actor) return event.occurredAt;
  }
  return null;
}

function earlier(a: number, b: number | null): number {
  return b === null || a < b ? a : b;
}

/** Whether two clocks stand alike, `changesAt` aside. Pure. */
export function sameClock(a: SlaClock, b: SlaClock): boolean {
  return (
    a.slaId === b.slaId &&
    a.state === b.state &&
    a.startedAt === b.startedAt &&
    a.dueAt === b.dueAt &&
    a.warnAt === b.warnAt &&
    a.endedAt === b.endedAt &&
    a.severity === b.severity
  );
}
