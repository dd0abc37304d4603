/**
 * The SLA clocks of a lead and their state at an instant: SEMANTICS 5.
 */
import type { SlaEnd, SlaPolicy } from "@stagefold/domain";
import type { LeadHistory, ModelStay } from "./lead-history.ts";
import { afterOpenTime } from "./open-time.ts";

/** One clock, as it stands at the instant it was asked for. */
export interface ModelClock {
  readonly clockId: string;
  readonly policy: SlaPolicy;
  /** The stay that started it. */
  readonly stay: ModelStay;
  readonly dueAt: number;
  /** When it ended, by one of the policy's ends or late by the stay's; null while it has not, or was cancelled. */
  readonly endedAt: number | null;
  readonly state: "CANCELLED" | "MET" | "BREACHED" | "AT_RISK" | "OPEN";
}

/** Every clock that the policies start over this history, with its state at `now`. */
export function clocksOf(history: LeadHistory, policies: readonly SlaPolicy[], now: number): readonly ModelClock[] {
  return policies.flatMap((policy) =>
    history.stays.filter((stay) => starts(policy, stay)).map((stay) => clockAt(history, policy, stay, now)),
  );
}

function starts(policy: SlaPolicy, stay: ModelStay): boolean {
  if (stay.stage !== policy.entersStage) return false;
  const when = policy.when ?? {};
  if (when.channel !== undefined && when.channel !== stay.channel) return false;
  if (when.campaignId !== undefined && when.campaignId !== stay.campaignId) return false;
  return when.ownerId === undefined || when.ownerId === stay.ownerId;
}

function clockAt(history: LeadHistory, policy: SlaPolicy, stay: ModelStay, now: number): ModelClock {
  const dueAt = afterOpenTime(stay.enteredAt, policy.withinMs, policy.calendar);
  const warnAt =
    policy.warnAfterMs === null ? null : afterOpenTime(stay.enteredAt, policy.warnAfterMs, policy.calendar);
  const exitedAt = stay.exitedAt !== null && stay.exitedAt <= now ? stay.exitedAt : null;
  const ends = policy.ends.flatMap((end) => endsBy(history, stay, end)).filter((end) => end <= now);
  const first = ends.length === 0 ? null : Math.min(...ends);
  const cancelled = first === null && exitedAt !== null && exitedAt <= dueAt;
  const endedAt = cancelled ? null : (first ?? exitedAt);
  return {
    clockId: `${stay.tenantId}|${stay.leadId}|${policy.id}|${stay.stayId.slice(`${stay.tenantId}|${stay.leadId}|`.length)}`,
    policy,
    stay,
    dueAt,
    endedAt,
    state: stateAt(cancelled, endedAt, dueAt, warnAt, now),
  };
}

function stateAt(
  cancelled: boolean,
  endedAt: number | null,
  dueAt: number,
  warnAt: number | null,
  now: number,
): ModelClock["state"] {
  if (cancelled) return "CANCELLED";
  if (endedAt !== null && endedAt <= dueAt) return "MET";
  if (dueAt < now) return "BREACHED";
  if (warnAt !== null && warnAt < now) return "AT_RISK";
  return "OPEN";
}

/** The instants at which this end comes true; any number of them. */
function endsBy(history: LeadHistory, stay: ModelStay, end: SlaEnd): readonly number[] {
  const { exitedAt } = stay;
  switch (end.kind) {
    case "leavesStage": {
      // Without a next stage the lead was erased, which is no leaving: SEMANTICS 12.
      const counts = stay.nextStage !== null && (end.stages === null || end.stages.includes(stay.nextStage));
      return exitedAt !== null && counts ? [exitedAt] : [];
    }
    case "activityBy":
      return history.activities
        .filter(({ event, position }) => event.actor === end.actor && position > stay.position)
        .map(({ event }) => event.occurredAt)
        .filter((at) => exitedAt === null || at <= exitedAt);
  }
}
