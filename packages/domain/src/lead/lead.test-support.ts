/** Leads for tests: events with what matters said and the rest filled in, histories, and sums of contributions. */
import type { Actor, LeadActivityRecorded, LeadEvent, LeadStageChanged } from "../record/records.generated.ts";
import type { ContributionSink } from "./contributions.ts";
import type { LeadHistory } from "./history.ts";
import { admit, growing } from "./history.ts";
import type { Carried } from "./stay.ts";

export { boundPolicy, leadPlanOf } from "./lead-plan.ts";

/** ms since epoch of ISO text with a zone; of a date alone, its midnight UTC. */
export function instant(text: string): number {
  return Temporal.Instant.from(text.length === 10 ? `${text}T00:00Z` : text).epochMilliseconds;
}

/** The lead moves to `stage`. Its eventId names stage and instant unless it is given. */
export function moved(stage: string, at: number | string, differs: Partial<LeadStageChanged> = {}): LeadStageChanged {
  const occurredAt = typeof at === "string" ? instant(at) : at;
  return {
    type: "LeadStageChanged",
    eventId: `${stage}@${occurredAt}`,
    tenantId: "acme",
    leadId: "lead",
    occurredAt,
    sequence: null,
    stage,
    reason: null,
    channel: null,
    campaignId: null,
    ownerId: null,
    attributes: {},
    ...differs,
  };
}

/** Somebody does something with the lead. */
export function acted(
  actor: Actor,
  at: number | string,
  differs: Partial<LeadActivityRecorded> = {},
): LeadActivityRecorded {
  const occurredAt = typeof at === "string" ? instant(at) : at;
  return {
    type: "LeadActivityRecorded",
    eventId: `${actor}@${occurredAt}`,
    tenantId: "acme",
    leadId: "lead",
    occurredAt,
    sequence: null,
    actor,
    kind: "call",
    attributes: {},
    ...differs,
  };
}

/** The history of events that arrive in this order; what is not accepted is left out. */
export function historyOf(...events: readonly LeadEvent[]): LeadHistory {
  const history = growing([]);
  for (const event of events) admit(history, event);
  return history.events;
}

/** One step of a random history: choices as numbers, so that shrinking makes it plainer. */
export interface Step {
  /** 0 to 4: moves to that stage of the funnel, 4 being REJECTED again; 5, 6: SALES or MARKETING acts. */
  readonly choice: number;
  readonly at: number;
  readonly sequence: number | null;
  readonly channel: string | null;
}

/** The events of steps, each with an id of its own. */
export function eventsOf(steps: readonly Step[], stages: readonly string[]): readonly LeadEvent[] {
  return steps.map(({ choice, at, sequence, channel }, i) => {
    const eventId = `e${(i * 7) % 10}-${i}`;
    if (choice >= 5) return acted(choice === 5 ? "SALES" : "MARKETING", at, { eventId, sequence });
    return moved(stages[Math.min(choice, stages.length - 1)] as string, at, { eventId, sequence, channel });
  });
}

/** A sink that sums by what is counted, where and for whom; sums of 0 are left out. */
export function summing(): { readonly sink: ContributionSink; totals(): Readonly<Record<string, number>> } {
  const sums = new Map<string, number>();
  const add = (key: string, amount: number): void => {
    sums.set(key, (sums.get(key) ?? 0) + amount);
  };
  const at = (day: number, { channel, campaignId, ownerId }: Carried): string =>
    `day ${day} ${[channel, campaignId, ownerId].map((value) => value ?? "-").join("/")}`;
  const STAGE = ["reached", "entries", "exits", "cohort", "rejected", "aheadEntries", "aheadExits"];
  const SLA = ["met", "breached", "cancelled", "within1h"];
  return {
    sink: {
      stage: (stage, day, segment, adds) => {
        adds.forEach((n, i) => {
          add(`${stage} ${STAGE[i]} ${at(day, segment)}`, n);
        });
      },
      sla: (slaId, day, segment, adds) => {
        adds.forEach((n, i) => {
          add(`${slaId} ${SLA[i]} ${at(day, segment)}`, n);
        });
      },
      sample: (of, subject, day, segment, ms, weight) => {
        add(`${of} ${subject} took ${ms} ${at(day, segment)}`, weight);
      },
    },
    totals: () => Object.fromEntries([...sums].filter(([, sum]) => sum !== 0).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
