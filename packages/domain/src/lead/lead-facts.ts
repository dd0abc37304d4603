/**
 * What is known about one lead at a clock: its stays and, with each, what it counts for.
 *
 * This is `derive` of the lead-tracker: everything it publishes about a lead is the difference of
 * two of these. A pure function of (history, now, plan, erasedAt); only `clocks`, `entryAhead` and
 * `exitAhead` depend on `now`, and `changesAt` says when they next will.
 */
import type { TenantConfig, VelocityPair } from "../config/config.ts";
import type { BoundPolicy, SlaClock } from "../sla/sla-clock.ts";
import { slaClockAt, startsClock } from "../sla/sla-clock.ts";
import type { LeadHistory } from "./history.ts";
import type { Stay } from "./stay.ts";
import { staysOf } from "./stay.ts";

/** What of a tenant's configuration decides over a lead; made once per configuration. */
export interface LeadPlan {
  readonly qualified: string;
  readonly accepted: string;
  readonly rejected: string | null;
  /** The funnel's velocities and the lag's, each once. */
  readonly velocities: readonly VelocityPair[];
  readonly policies: readonly BoundPolicy[];
}

/** The velocities that have to be counted: the funnel's, and the one that the lag is made of. Pure. */
export function countedVelocities(config: TenantConfig): readonly VelocityPair[] {
  const pairs = [...config.funnel.velocities];
  const lag = config.lag;
  if (lag?.kind === "velocity" && !pairs.some((p) => velocitySubject(p) === velocitySubject(lag.pair))) {
    pairs.push(lag.pair);
  }
  return pairs;
}

/** `FROM>TO`, the subject of a velocity. */
export function velocitySubject(pair: VelocityPair): string {
  return `${pair.from}>${pair.to}`;
}

/** How long a lead took to the stay's stage, the first time it reached it: SEMANTICS 7, velocity. */
export interface VelocitySample {
  readonly subject: string;
  readonly ms: number;
}

export interface StayFacts extends Stay {
  /** It is the lead's first in this stage: the lead reached it here. */
  readonly reached: boolean;
  readonly velocities: readonly VelocitySample[];
  /** It is where the lead reached the qualified stage, and the lead reached the accepted one then or later. */
  readonly cohortAccepted: boolean;
  /** It is in the qualified stage and ended into the rejected one. */
  readonly rejected: boolean;
  readonly clocks: readonly SlaClock[];
  /** It was entered after `now`: not yet in the population at the clock. */
  readonly entryAhead: boolean;
  /** It was left after `now`: still in the population at the clock. */
  readonly exitAhead: boolean;
}

export interface LeadFacts {
  readonly stays: readonly StayFacts[];
  /** The first instant after `now` at which these facts will be others, if no event comes; null: never. */
  readonly changesAt: number | null;
}

export const NO_FACTS: LeadFacts = { stays: [], changesAt: null };

const NO_CLOCKS: readonly SlaClock[] = [];
const NO_VELOCITIES: readonly VelocitySample[] = [];

/**
 * The facts of a lead with this history at the clock `now` (null: there is no clock yet, and nothing has begun).
 * `erasedAt`: when it was erased; null: it was not. Pure.
 */
export function leadFactsAt(
  history: LeadHistory,
  now: number | null,
  plan: LeadPlan,
  erasedAt: number | null = null,
): LeadFacts {
  const at = now ?? Number.NEGATIVE_INFINITY;
  const stays = staysOf(history, erasedAt);
  let changesAt: number | null = null;
  const change = (instant: number | null): void => {
    if (instant !== null && (changesAt === null || instant < changesAt)) changesAt = instant;
  };
  const facts: StayFacts[] = [];
  for (const stay of stays) {
    const entryAhead = stay.enteredAt > at;
    const exitAhead = stay.exitedAt !== null && stay.exitedAt > at;
    if (entryAhead) change(stay.enteredAt);
    if (exitAhead) change(stay.exitedAt);
    const clocks = clocksOf(stay, history, at, plan);
    for (const clock of clocks) change(clock.changesAt);
    const reached = stay.visit === 1;
    facts.push({
      ...stay,
      reached,
      velocities: reached ? velocitiesOf(stay, stays, plan) : NO_VELOCITIES,
      cohortAccepted: reached && stay.stage === plan.qualified && acceptedSince(stay, stays, plan),
      rejected: stay.stage === plan.qualified && plan.rejected !== null && stay.nextStage === plan.rejected,
      clocks,
      entryAhead,
      exitAhead,
    });
  }
  return { stays: facts, changesAt };
}

function clocksOf(stay: Stay, history: LeadHistory, now: number, plan: LeadPlan): readonly SlaClock[] {
  let clocks: SlaClock[] | undefined;
  for (const bound of plan.policies) {
    if (!startsClock(bound.policy, stay)) continue;
    clocks ??= [];
    clocks.push(slaClockAt(bound, stay, history, now));
  }
  return clocks ?? NO_CLOCKS;
}

/** When the lead reached `stage` (`*`: began); null when it has not. */
function reachedAt(stage: string, stays: readonly Stay[]): number | null {
  if (stage === "*") return stays[0]?.enteredAt ?? null;
  for (const stay of stays) if (stay.stage === stage) return stay.enteredAt;
  return null;
}

function velocitiesOf(stay: Stay, stays: readonly Stay[], plan: LeadPlan): readonly VelocitySample[] {
  let samples: VelocitySample[] | undefined;
  for (const pair of plan.velocities) {
    if (pair.to !== stay.stage) continue;
    const from = reachedAt(pair.from, stays);
    if (from === null || from > stay.enteredAt) continue;
    samples ??= [];
    samples.push({ subject: velocitySubject(pair), ms: stay.enteredAt - from });
  }
  return samples ?? NO_VELOCITIES;
}

function acceptedSince(qualified: Stay, stays: readonly Stay[], plan: LeadPlan): boolean {
  const accepted = reachedAt(plan.accepted, stays);
  return accepted !== null && accepted >= qualified.enteredAt;
}
