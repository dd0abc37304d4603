/**
 * What became of each lead: SEMANTICS 3.
 */
import type { LeadActivityRecorded, LeadErased, LeadEvent, LeadStageStay } from "@stagefold/domain";
import { byUtf8 } from "./utf8-order.ts";

/** A stay, and where its entering event stands in the order of the lead's events. */
export interface ModelStay extends Omit<LeadStageStay, "type" | "revision" | "durationMs"> {
  readonly durationMs: number | null;
  readonly position: number;
}

/** An activity and its place in the order of the lead's events. */
export interface ModelActivity {
  readonly event: LeadActivityRecorded;
  readonly position: number;
}

/** One lead's whole history. */
export interface LeadHistory {
  readonly stays: readonly ModelStay[];
  readonly activities: readonly ModelActivity[];
  /** The first stay in each stage that the lead reached. */
  readonly reached: ReadonlyMap<string, ModelStay>;
}

/**
 * The history that the events of one lead make, in whatever order they are given. One event per eventId. The last may say
 * that the lead was erased: SEMANTICS 12.
 */
export function historyOf(events: readonly (LeadEvent | LeadErased)[]): LeadHistory {
  const ordered = events.filter((event) => event.type !== "LeadErased").sort(inOrder);
  const stays: ModelStay[] = [];
  const activities: ModelActivity[] = [];
  const reached = new Map<string, ModelStay>();
  let carried: Pick<ModelStay, "channel" | "campaignId" | "ownerId"> = {
    channel: null,
    campaignId: null,
    ownerId: null,
  };
  for (const [position, event] of ordered.entries()) {
    if (event.type === "LeadActivityRecorded") {
      activities.push({ event, position });
      continue;
    }
    carried = {
      channel: event.channel ?? carried.channel,
      campaignId: event.campaignId ?? carried.campaignId,
      ownerId: event.ownerId ?? carried.ownerId,
    };
    const open = stays.at(-1);
    if (open?.stage === event.stage) continue;
    if (open !== undefined) {
      const durationMs = event.occurredAt - open.enteredAt;
      stays[stays.length - 1] = { ...open, exitedAt: event.occurredAt, durationMs, nextStage: event.stage };
    }
    stays.push({
      stayId: `${event.tenantId}|${event.leadId}|${event.eventId}`,
      tenantId: event.tenantId,
      leadId: event.leadId,
      stage: event.stage,
      visit: stays.filter((stay) => stay.stage === event.stage).length + 1,
      previousStage: open?.stage ?? null,
      nextStage: null,
      enteredAt: event.occurredAt,
      exitedAt: null,
      durationMs: null,
      reason: event.reason,
      ...carried,
      position,
    });
  }
  const erasure = events.find((event) => event.type === "LeadErased");
  const open = stays.at(-1);
  if (erasure !== undefined && open !== undefined) {
    const exitedAt = Math.max(erasure.occurredAt, ordered.at(-1)?.occurredAt ?? 0);
    stays[stays.length - 1] = { ...open, exitedAt, durationMs: exitedAt - open.enteredAt };
  }
  for (const stay of stays) if (stay.visit === 1) reached.set(stay.stage, stay);
  return { stays, activities, reached };
}

function inOrder(a: LeadEvent, b: LeadEvent): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt - b.occurredAt;
  const left = a.sequence ?? 0;
  const right = b.sequence ?? 0;
  if (left !== right) return left < right ? -1 : 1;
  return byUtf8(a.eventId, b.eventId);
}
