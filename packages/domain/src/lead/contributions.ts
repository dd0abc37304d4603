/**
 * What a change of a lead adds to its tenant's counts, at the finest dimensions: SEMANTICS 7.
 *
 * Weights are +1 and -1, so whoever sums them needs no history: a restated stay leaves one day's
 * count and enters another's.
 */
import type { SlaClock } from "../sla/sla-clock.ts";
import type { Zone } from "../time/zone.ts";
import type { StayPair } from "./difference.ts";
import { sameClocks, sameEntry, sameExit, sameVelocities } from "./difference.ts";
import type { StayFacts } from "./lead-facts.ts";
import type { Carried } from "./stay.ts";

/** Takes contributions. Days are the tenant's; numbers are what is added (or, below 0, taken back). */
export interface ContributionSink {
  stage(stage: string, day: number, segment: Carried, adds: StageAdds): void;
  sla(slaId: string, day: number, segment: Carried, adds: SlaAdds): void;
  sample(of: Distribution, subject: string, day: number, segment: Carried, ms: number, weight: number): void;
}

/** In the order of COUNT_FIELDS: reached, entries, exits, cohort, rejected, aheadEntries, aheadExits. */
export type StageAdds = readonly [number, number, number, number, number, number, number];

/** In the order of SLA_FIELDS: met, breached, cancelled, within1h. */
export type SlaAdds = readonly [number, number, number, number];

/** Which distribution a sample belongs to. */
export type Distribution = "stage" | "velocity" | "sla";

const HOUR_MS = 3_600_000;

/** Gives the sink what the change of one stay adds. */
export function contribute({ before, after }: StayPair, zone: Zone, sink: ContributionSink): void {
  const both = before !== undefined && after !== undefined;
  if (!(both && sameEntry(before, after))) {
    if (before !== undefined) addEntry(before, -1, zone, sink);
    if (after !== undefined) addEntry(after, 1, zone, sink);
  }
  if (!(both && sameExit(before, after))) {
    if (before !== undefined) addExit(before, -1, zone, sink);
    if (after !== undefined) addExit(after, 1, zone, sink);
  }
  if (!(both && sameVelocities(before, after))) {
    if (before !== undefined) addVelocities(before, -1, zone, sink);
    if (after !== undefined) addVelocities(after, 1, zone, sink);
  }
  if (!(both && sameClocks(before, after))) {
    if (before !== undefined) addClocks(before, -1, zone, sink);
    if (after !== undefined) addClocks(after, 1, zone, sink);
  }
}

type Weight = 1 | -1;

function addEntry(stay: StayFacts, w: Weight, zone: Zone, sink: ContributionSink): void {
  const day = zone.dayOf(stay.enteredAt);
  const reached = stay.reached ? w : 0;
  const cohort = stay.cohortAccepted ? w : 0;
  sink.stage(stay.stage, day, stay, [reached, w, 0, cohort, 0, stay.entryAhead ? w : 0, 0]);
}

function addExit(stay: StayFacts, w: Weight, zone: Zone, sink: ContributionSink): void {
  if (stay.exitedAt === null) return;
  const day = zone.dayOf(stay.exitedAt);
  sink.stage(stay.stage, day, stay, [0, 0, w, 0, stay.rejected ? w : 0, 0, stay.exitAhead ? w : 0]);
  sink.sample("stage", stay.stage, day, stay, stay.exitedAt - stay.enteredAt, w);
}

function addVelocities(stay: StayFacts, w: Weight, zone: Zone, sink: ContributionSink): void {
  for (const { subject, ms } of stay.velocities) {
    sink.sample("velocity", subject, zone.dayOf(stay.enteredAt), stay, ms, w);
  }
}

function addClocks(stay: StayFacts, w: Weight, zone: Zone, sink: ContributionSink): void {
  for (const clock of stay.clocks) {
    const adds = slaAdds(clock, w);
    if (adds === null) continue;
    const day = zone.dayOf(clock.startedAt);
    sink.sla(clock.slaId, day, stay, adds);
    const took = tookMs(clock);
    if (took !== null) sink.sample("sla", clock.slaId, day, stay, took, w);
  }
}

/** null: a clock that is not decided counts for nothing. */
function slaAdds(clock: SlaClock, w: Weight): SlaAdds | null {
  const took = tookMs(clock);
  const within1h = took !== null && took <= HOUR_MS ? w : 0;
  switch (clock.state) {
    case "MET":
      return [w, 0, 0, within1h];
    case "BREACHED":
    case "RESOLVED":
      return [0, w, 0, within1h];
    case "CANCELLED":
      return [0, 0, w, 0];
    case "NOT_STARTED":
    case "OPEN":
    case "AT_RISK":
      return null;
  }
}

/** How long a clock that ended, in time or not, took; null: it has not ended. */
function tookMs(clock: SlaClock): number | null {
  const ended = clock.state === "MET" || clock.state === "RESOLVED";
  return ended && clock.endedAt !== null ? clock.endedAt - clock.startedAt : null;
}
