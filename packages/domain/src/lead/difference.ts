/**
 * What has changed between two states of a lead, stay by stay.
 *
 * Everything the lead-tracker publishes comes from these pairs, so late, duplicate and corrected
 * events need no code of their own: what is no longer so is taken back, what is so now is put in.
 */
import { sameClock } from "../sla/sla-clock.ts";
import type { LeadFacts, StayFacts } from "./lead-facts.ts";

/** A stay before and now; at least one of them is there. */
export interface StayPair {
  readonly before: StayFacts | undefined;
  readonly after: StayFacts | undefined;
}

/** The stays of two states of a lead, paired by entering event, those that are the same in all left out. Pure. */
export function changedStays(before: LeadFacts, after: LeadFacts): readonly StayPair[] {
  const pairs: StayPair[] = [];
  const was = before.stays;
  const is = after.stays;
  let i = 0;
  // Mostly events are appended: the same stays in the same places.
  while (i < was.length && i < is.length && was[i]?.eventId === is[i]?.eventId) {
    add(pairs, was[i], is[i]);
    i++;
  }
  if (i < was.length) {
    const rest = new Map(is.slice(i).map((stay) => [stay.eventId, stay]));
    for (const stay of was.slice(i)) {
      add(pairs, stay, rest.get(stay.eventId));
      rest.delete(stay.eventId);
    }
    for (const stay of rest.values()) add(pairs, undefined, stay);
  } else {
    for (const stay of is.slice(i)) add(pairs, undefined, stay);
  }
  return pairs;
}

function add(pairs: StayPair[], before: StayFacts | undefined, after: StayFacts | undefined): void {
  if (before !== undefined && after !== undefined && sameFacts(before, after)) return;
  pairs.push({ before, after });
}

function sameFacts(a: StayFacts, b: StayFacts): boolean {
  return sameStay(a, b) && sameEntry(a, b) && sameExit(a, b) && sameVelocities(a, b) && sameClocks(a, b);
}

/** Whether two states of a stay are published alike on lead-stays. Pure. */
export function sameStay(a: StayFacts, b: StayFacts): boolean {
  return (
    a.stage === b.stage &&
    a.visit === b.visit &&
    a.previousStage === b.previousStage &&
    a.nextStage === b.nextStage &&
    a.enteredAt === b.enteredAt &&
    a.exitedAt === b.exitedAt &&
    a.reason === b.reason &&
    sameSegment(a, b)
  );
}

/** Whether both count for the same segments. Pure. */
export function sameSegment(a: StayFacts, b: StayFacts): boolean {
  return a.channel === b.channel && a.campaignId === b.campaignId && a.ownerId === b.ownerId;
}

/** Whether both count alike as entered. Pure. */
export function sameEntry(a: StayFacts, b: StayFacts): boolean {
  return (
    a.stage === b.stage &&
    a.enteredAt === b.enteredAt &&
    a.reached === b.reached &&
    a.cohortAccepted === b.cohortAccepted &&
    a.entryAhead === b.entryAhead &&
    sameSegment(a, b)
  );
}

/** Whether both count alike as left. Pure. */
export function sameExit(a: StayFacts, b: StayFacts): boolean {
  return (
    a.stage === b.stage &&
    a.enteredAt === b.enteredAt &&
    a.exitedAt === b.exitedAt &&
    a.rejected === b.rejected &&
    a.exitAhead === b.exitAhead &&
    sameSegment(a, b)
  );
}

/** Whether both have the same velocities. Pure. */
export function sameVelocities(a: StayFacts, b: StayFacts): boolean {
  if (a.velocities.length !== b.velocities.length) return false;
  for (let i = 0; i < a.velocities.length; i++) {
    if (a.velocities[i]?.subject !== b.velocities[i]?.subject || a.velocities[i]?.ms !== b.velocities[i]?.ms) {
      return false;
    }
  }
  return a.velocities.length === 0 || (a.enteredAt === b.enteredAt && sameSegment(a, b));
}

/** Whether both have the same SLA clocks in the same states. Pure. */
export function sameClocks(a: StayFacts, b: StayFacts): boolean {
  if (a.clocks.length !== b.clocks.length) return false;
  for (let i = 0; i < a.clocks.length; i++) {
    const x = a.clocks[i];
    const y = b.clocks[i];
    if (x === undefined || y === undefined || !sameClock(x, y)) return false;
  }
  return a.clocks.length === 0 || (a.stage === b.stage && sameSegment(a, b));
}
