import { compareUtf8, type Long } from "@stagefold/domain";

/** A place in the order of a lead's events (SEMANTICS 3.2). */
export interface LeadPlace {
  /** ms since epoch. */
  readonly occurredAt: number;
  /** null counts as 0. */
  readonly sequence: Long | null;
  readonly eventId: string;
}

/** A move of the lead that is known. */
export interface KnownMove extends LeadPlace {
  readonly stage: string;
}

/**
 * The stage in which a lead stands right before a place: that of the last known move before it, in the order of
 * SEMANTICS 3.2; null without one. `timeline` may be in any order; a move with the place's own eventId is not counted,
 * so that an event that is given again finds what it found at first. Pure.
 */
export function stageBefore(timeline: Iterable<KnownMove>, place: LeadPlace): string | null {
  let last: KnownMove | null = null;
  for (const move of timeline) {
    if (move.eventId === place.eventId || comparePlaces(move, place) >= 0) continue;
    if (last === null || comparePlaces(move, last) > 0) last = move;
  }
  return last?.stage ?? null;
}

function comparePlaces(a: LeadPlace, b: LeadPlace): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt - b.occurredAt;
  const x = a.sequence ?? 0;
  const y = b.sequence ?? 0;
  if (x !== y) return x < y ? -1 : 1;
  return compareUtf8(a.eventId, b.eventId);
}
