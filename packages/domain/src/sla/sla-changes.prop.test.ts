import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { slaPolicy, tenantConfig } from "../config/tenant-config.test-support.ts";
import { changedStays } from "../lead/difference.ts";
import { eventsOf, historyOf, leadPlanOf } from "../lead/lead.test-support.ts";
import type { LeadFacts, StayFacts } from "../lead/lead-facts.ts";
import { leadFactsAt } from "../lead/lead-facts.ts";
import type { ClockOfStay, SlaChange } from "./sla-changes.ts";
import { sameStatement, slaChanges } from "./sla-changes.ts";

const config = tenantConfig({
  slas: [
    slaPolicy({ withinMs: 20, warnAfterMs: 8 }),
    slaPolicy({
      id: "speed",
      when: { channel: "paid" },
      ends: [{ kind: "activityBy", actor: "SALES" }],
      withinMs: 12,
      warnAfterMs: 5,
    }),
    slaPolicy({ id: "accept", ends: [{ kind: "leavesStage", stages: ["SQL"] }], withinMs: 15, warnAfterMs: null }),
  ],
});
const plan = leadPlanOf(config);

const steps = fc.array(
  fc.record({
    choice: fc.integer({ min: 0, max: 6 }),
    at: fc.integer({ min: 0, max: 60 }),
    sequence: fc.constantFrom(null, 0, 1),
    channel: fc.constantFrom(null, null, "paid", "organic"),
  }),
  { minLength: 1, maxLength: 10 },
);
/** How far the clock goes on with each event. */
const strides = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 10, maxLength: 10 });

function clocksOf(stay: StayFacts | undefined): ReadonlyMap<string, ClockOfStay> {
  return new Map(stay?.clocks.map((clock) => [`${clock.slaId}|${stay.eventId}`, { clock, stay }]));
}

/** All events of each clock, as the lead and the clock went on. */
function published(states: readonly LeadFacts[]): ReadonlyMap<string, readonly SlaChange[]> {
  const events = new Map<string, SlaChange[]>();
  let known: LeadFacts = { stays: [], changesAt: null };
  for (const state of states) {
    for (const { before, after } of changedStays(known, state)) {
      const [was, is] = [clocksOf(before), clocksOf(after)];
      for (const id of new Set([...was.keys(), ...is.keys()])) {
        const of = events.get(id) ?? [];
        of.push(...slaChanges(was.get(id), is.get(id)));
        events.set(id, of);
      }
    }
    known = state;
  }
  return events;
}

describe("the events of a clock", () => {
  test.prop([steps, strides], { numRuns: 500 })(
    "given a lead whose events come in any order while the clock goes on, then the newest tells the truth, and each tells something new",
    (chosen, forward) => {
      const lead = eventsOf(chosen, config.funnel.stages);
      let now = 0;
      const states: LeadFacts[] = [];
      for (const [i] of lead.entries()) {
        states.push(leadFactsAt(historyOf(...lead.slice(0, i + 1)), now, plan));
        now += forward[i] ?? 0;
        states.push(leadFactsAt(historyOf(...lead.slice(0, i + 1)), now, plan));
      }

      const events = published(states);

      const truth = new Map(states.at(-1)?.stays.flatMap((stay) => [...clocksOf(stay)]));
      for (const [id, ofClock] of events) {
        const newest = ofClock.at(-1);
        const is = truth.get(id);
        const worry = is !== undefined && ["AT_RISK", "BREACHED", "RESOLVED"].includes(is.clock.state);
        if (worry) {
          expect(newest?.kind).toBe(is.clock.state);
          expect(newest !== undefined && sameStatement(newest, is)).toBe(true);
        } else expect([undefined, "CLEARED", "RETRACTED"]).toContain(newest?.kind);
        for (const [i, event] of ofClock.entries()) {
          const previous = ofClock[i - 1];
          if (previous?.kind === event.kind) expect(sameStatement(previous, event)).toBe(false);
          expect(MAY_FOLLOW[event.kind]).toContain(previous?.kind);
        }
      }
      for (const [id, { clock }] of truth) {
        if (["AT_RISK", "BREACHED", "RESOLVED"].includes(clock.state)) expect(events.has(id)).toBe(true);
      }
    },
  );
});

const CALM = [undefined, "CLEARED", "RETRACTED"] as const;
/** By kind, what the event before it may be. */
const MAY_FOLLOW: Readonly<Record<SlaChange["kind"], readonly (string | undefined)[]>> = {
  AT_RISK: [...CALM, "AT_RISK"],
  BREACHED: [...CALM, "AT_RISK", "BREACHED", "RESOLVED"],
  RESOLVED: ["BREACHED", "RESOLVED"],
  CLEARED: ["AT_RISK"],
  RETRACTED: ["AT_RISK", "BREACHED", "RESOLVED"],
};
