/**
 * What every lead, SLA clock and line of spend adds to the quantities that metrics are made of:
 * the *n* and *d* columns of SEMANTICS 7, each with the day and the carrier of its segment.
 */
import type { TenantConfig, VelocityPair } from "@stagefold/domain";
import type { Contribution } from "./day-totals.ts";
import type { LeadHistory, ModelStay } from "./lead-history.ts";
import { localDay } from "./local-day.ts";
import type { ModelClock } from "./sla-clock.ts";
import type { DaySpend } from "./spend-by-day.ts";

const HOUR_MS = 3_600_000;

/** The name of a velocity, as a metric's subject has it. */
export function pairName(pair: VelocityPair): string {
  return `${pair.from}>${pair.to}`;
}

/** All contributions of one lead; `velocities` are the pairs that some metric needs. */
export function leadContributions(
  history: LeadHistory,
  tenant: TenantConfig,
  velocities: readonly VelocityPair[],
): readonly Contribution[] {
  const { qualified, accepted, rejected } = tenant.funnel;
  const made: Contribution[] = [];
  const add = (quantity: string, carrier: ModelStay, at: number, sample: number | null = null): void => {
    made.push({ quantity, carrier, day: localDay(tenant.timeZone, at), amount: 1n, sample });
  };
  for (const stay of history.stays) {
    add(`entries ${stay.stage}`, stay, stay.enteredAt);
    if (stay.exitedAt === null) continue;
    add(`exits ${stay.stage}`, stay, stay.exitedAt);
    add(`time ${stay.stage}`, stay, stay.exitedAt, stay.durationMs);
    if (stay.stage === qualified && stay.nextStage === rejected) add("rejected", stay, stay.exitedAt);
  }
  for (const [stage, stay] of history.reached) add(`reached ${stage}`, stay, stay.enteredAt);
  const q = history.reached.get(qualified);
  const a = history.reached.get(accepted);
  if (q !== undefined && a !== undefined && a.enteredAt >= q.enteredAt) add("cohort", q, q.enteredAt);
  for (const pair of velocities) {
    const from = pair.from === "*" ? history.stays[0] : history.reached.get(pair.from);
    const to = history.reached.get(pair.to);
    if (from === undefined || to === undefined || from.enteredAt > to.enteredAt) continue;
    add(`velocity ${pairName(pair)}`, to, to.enteredAt, to.enteredAt - from.enteredAt);
  }
  return made;
}

/** What one clock adds, in the state it is in. */
export function clockContributions(clock: ModelClock, tenant: TenantConfig): readonly Contribution[] {
  const { policy, stay, state, endedAt } = clock;
  const day = localDay(tenant.timeZone, stay.enteredAt);
  const of = (quantity: string, sample: number | null = null): Contribution => ({
    quantity: `${quantity} ${policy.id}`,
    carrier: stay,
    day,
    amount: 1n,
    sample,
  });
  if (state === "CANCELLED") return [of("cancelled")];
  if (state !== "MET" && state !== "BREACHED") return [];
  const judged = [of(state === "MET" ? "met" : "breached"), of("judged")];
  if (endedAt === null) return judged;
  const took = endedAt - stay.enteredAt;
  return [...judged, of("response", took), ...(took <= HOUR_MS ? [of("within1h")] : [])];
}

/** What a line of spend adds on one of its days. */
export function spendContribution({ line, day, micros }: DaySpend): Contribution {
  return { quantity: "spend", carrier: line, day, amount: micros, sample: null };
}
