/**
 * From a lead's history to its stays: SEMANTICS 3.3 to 3.6.
 *
 * | event                        | effect                                        |
 * | ---------------------------- | --------------------------------------------- |
 * | change to another stage      | ends the open stay, starts one; values carried |
 * | change to the present stage  | values carried on, no stay                    |
 * | activity                     | none here                                     |
 * | the lead is erased           | ends the open stay, and nothing follows it    |
 */
import type { LeadStageChanged } from "../record/records.generated.ts";
import type { LeadHistory } from "./history.ts";

/** What a lead carries: the newest non-null value of each. */
export interface Carried {
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
}

/** One stay of a lead in a stage. Holds the instants from `enteredAt` to `exitedAt`, exclusive. */
export interface Stay extends Carried {
  /** The entering event's. */
  readonly eventId: string;
  /** Where the entering event stands in the history. */
  readonly eventIndex: number;
  readonly stage: string;
  /** From 1, among the lead's stays in this stage. */
  readonly visit: number;
  readonly previousStage: string | null;
  /** null while it is open, and where it ended as the lead was erased. */
  readonly nextStage: string | null;
  readonly enteredAt: number;
  /** null while it is open. */
  readonly exitedAt: number | null;
  readonly reason: string | null;
}

type Draft = { -readonly [K in keyof Stay]: Stay[K] };

/** The lead's stays, oldest first. `erasedAt`: when it was erased, not before its last event; null: it was not. Pure. */
export function staysOf(history: LeadHistory, erasedAt: number | null = null): readonly Stay[] {
  const stays: Draft[] = [];
  const visits = new Map<string, number>();
  let channel: string | null = null;
  let campaignId: string | null = null;
  let ownerId: string | null = null;
  let open: Draft | undefined;
  for (let i = 0; i < history.length; i++) {
    const event = history[i];
    if (event?.type !== "LeadStageChanged") continue;
    channel = event.channel ?? channel;
    campaignId = event.campaignId ?? campaignId;
    ownerId = event.ownerId ?? ownerId;
    if (open !== undefined && open.stage === event.stage) continue;
    if (open !== undefined) {
      open.exitedAt = event.occurredAt;
      open.nextStage = event.stage;
    }
    const visit = (visits.get(event.stage) ?? 0) + 1;
    visits.set(event.stage, visit);
    open = newStay(event, i, visit, open?.stage ?? null, channel, campaignId, ownerId);
    stays.push(open);
  }
  if (open !== undefined) open.exitedAt = erasedAt;
  return stays;
}

function newStay(
  event: LeadStageChanged,
  eventIndex: number,
  visit: number,
  previousStage: string | null,
  channel: string | null,
  campaignId: string | null,
  ownerId: string | null,
): Draft {
  return {
    eventId: event.eventId,
    eventIndex,
    stage: event.stage,
    visit,
    previousStage,
    nextStage: null,
    enteredAt: event.occurredAt,
    exitedAt: null,
    reason: event.reason,
    channel,
    campaignId,
    ownerId,
  };
}
