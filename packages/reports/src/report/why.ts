/**
 * Why an SLA clock is in its state, in a sentence for the person who has to act or to explain: SEMANTICS 5.
 * Times are the tenant's.
 */
import type { LeadHistory, SlaClock, SlaEnd, SlaPolicy, Stay } from "@stagefold/domain";
import { lengthText, localText } from "./local-text.ts";

export interface ClockCase {
  readonly clock: SlaClock;
  readonly policy: SlaPolicy;
  readonly stay: Stay;
  readonly history: LeadHistory;
  readonly now: number;
  readonly timeZone: string;
}

/** The sentence. Pure. */
export function whyOf(of: ClockCase): string {
  const { clock, now } = of;
  const at = (instant: number): string => localText(instant, of.timeZone);
  const due = at(clock.dueAt);
  const ends = endsText(of.policy, of.stay.stage);
  switch (clock.state) {
    case "NOT_STARTED":
      return `Not started: the lead enters ${of.stay.stage} at ${at(clock.startedAt)}, which is still ahead.`;
    case "OPEN":
      return `Open: it is due ${due}, in ${lengthText(clock.dueAt - now)}${openTime(of.policy)}. It ends with ${ends}.`;
    case "AT_RISK":
      return `At risk: the warning time passed ${at(clock.warnAt ?? now)} and it is due ${due}, in ${lengthText(clock.dueAt - now)}. It ends with ${ends}.`;
    case "BREACHED":
      return `Breached: it was due ${due}, ${lengthText(now - clock.dueAt)} ago, and has not ended. It ends with ${ends}.`;
    case "RESOLVED": {
      const endedAt = clock.endedAt ?? now;
      return `Breached, and over: it was due ${due}; ${endText(of, endedAt)} ${at(endedAt)}, ${lengthText(endedAt - clock.dueAt)} too late.`;
    }
    case "MET": {
      const endedAt = clock.endedAt ?? now;
      const spare = clock.dueAt - endedAt;
      const left = spare === 0 ? "just when it was due" : `${lengthText(spare)} before it was due`;
      return `Met: ${endText(of, endedAt)} ${at(endedAt)}, ${left} (${due}).`;
    }
    case "CANCELLED":
      return `Cancelled: the lead left ${of.stay.stage} for ${of.stay.nextStage ?? "another stage"} ${at(clock.endedAt ?? now)}, before it was due (${due}), and that neither keeps nor breaks it. It ends with ${ends}.`;
  }
}

function openTime(policy: SlaPolicy): string {
  return policy.calendar === null ? "" : ` (${lengthText(policy.withinMs)} of opening hours)`;
}

function endsText(policy: SlaPolicy, stage: string): string {
  return policy.ends.map((end) => oneEndText(end, stage)).join(", or ");
}

function oneEndText(end: SlaEnd, stage: string): string {
  if (end.kind === "activityBy") return `an activity by ${end.actor}`;
  if (end.stages === null) return `the lead leaving ${stage}`;
  return `the lead moving on to ${end.stages.join(" or ")}`;
}

/** What ended it. An activity and an exit at one instant are told as the activity, which is what was asked for. */
function endText({ policy, stay, history }: ClockCase, endedAt: number): string {
  for (const end of policy.ends) {
    if (end.kind !== "activityBy") continue;
    const activity = history.find(
      (event, i) =>
        i > stay.eventIndex &&
        event.type === "LeadActivityRecorded" &&
        event.actor === end.actor &&
        event.occurredAt === endedAt,
    );
    if (activity?.type === "LeadActivityRecorded") return `${end.actor} acted (${activity.kind})`;
  }
  return `the lead left ${stay.stage} for ${stay.nextStage ?? "another stage"}`;
}
