import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { HOUR_MS, slaPolicy, tenantConfig } from "../config/tenant-config.test-support.ts";
import { DAY_MS } from "../time/civil-date.ts";
import { zoneOf } from "../time/zone.ts";
import { contribute } from "./contributions.ts";
import { changedStays } from "./difference.ts";
import type { LeadHistory } from "./history.ts";
import { acted, eventsOf, historyOf, leadPlanOf, moved, summing } from "./lead.test-support.ts";
import type { LeadFacts } from "./lead-facts.ts";
import { leadFactsAt } from "./lead-facts.ts";

const base = tenantConfig();
const config = tenantConfig({
  funnel: {
    ...base.funnel,
    velocities: [
      { from: "*", to: "SQL" },
      { from: "MQL", to: "SQL" },
    ],
  },
  slas: [
    slaPolicy({ withinMs: 6 * HOUR_MS, warnAfterMs: 2 * HOUR_MS }),
    slaPolicy({
      id: "speed",
      when: { channel: "paid" },
      ends: [{ kind: "activityBy", actor: "SALES" }],
      withinMs: HOUR_MS,
      warnAfterMs: null,
    }),
  ],
});
const plan = leadPlanOf(config);
const zone = zoneOf("Pacific/Auckland");
const NOTHING: LeadFacts = { stays: [], changesAt: null };

const steps = fc.array(
  fc.record({
    choice: fc.integer({ min: 0, max: 6 }),
    at: fc.integer({ min: 0, max: 96 }).map((half) => half * (HOUR_MS / 2)),
    sequence: fc.constantFrom(null, 0, 1),
    channel: fc.constantFrom(null, "paid", "organic"),
  }),
  { maxLength: 10 },
);

function totals(...states: readonly LeadFacts[]): Readonly<Record<string, number>> {
  const { sink, totals } = summing();
  states.forEach((after, i) => {
    for (const pair of changedStays(states[i - 1] ?? NOTHING, after)) contribute(pair, zone, sink);
  });
  return totals();
}

describe("contributions", () => {
  test.prop([steps, fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 10 })])(
    "given events one by one in any order and a clock between them, then they sum to those of the last state alone",
    (chosen, clocks) => {
      const events = eventsOf(chosen, config.funnel.stages);
      const states = events.map((_, i) =>
        leadFactsAt(historyOf(...events.slice(0, i + 1)), (clocks[i] ?? 60) * HOUR_MS, plan),
      );

      expect(totals(...states)).toEqual(totals(states.at(-1) ?? NOTHING));
    },
  );

  test.prop([steps, fc.integer({ min: 0, max: 60 })])("given nothing changed, then there are none", (chosen, hour) => {
    const events = eventsOf(chosen, config.funnel.stages);
    const facts = (): LeadFacts => leadFactsAt(historyOf(...events), hour * HOUR_MS, plan);

    expect(changedStays(facts(), facts())).toEqual([]);
  });

  test.prop([steps, steps])("given a lead that turns into another, and back, then nothing remains", (one, other) => {
    const [a, b] = [one, other].map((chosen) =>
      leadFactsAt(historyOf(...eventsOf(chosen, config.funnel.stages)), 30 * HOUR_MS, plan),
    ) as [LeadFacts, LeadFacts];

    expect(totals(a, b, NOTHING)).toEqual({});
    expect(totals(a, b, a)).toEqual(totals(a));
  });
});

describe("a lead counts", () => {
  const counted = (history: LeadHistory, now: number): Readonly<Record<string, number>> =>
    totals(leadFactsAt(history, now, plan));

  it("on the tenant's days, with what it carried into each stay, what lies after the clock as ahead", () => {
    // 2026-01-05 in Auckland begins at 11:00 UTC the day before: day 20458.
    const history = historyOf(
      moved("MQL", "2026-01-04T11:00Z", { channel: "paid", campaignId: "spring" }),
      acted("SALES", "2026-01-04T11:30Z"),
      moved("SQL", "2026-01-05T11:00Z", { ownerId: "ada" }),
    );
    const enteredAt = 20_458 * DAY_MS - 13 * HOUR_MS;

    expect(counted(history, enteredAt + 8 * HOUR_MS)).toEqual({
      "MQL reached day 20458 paid/spring/-": 1,
      "MQL entries day 20458 paid/spring/-": 1,
      "MQL cohort day 20458 paid/spring/-": 1,
      "MQL exits day 20459 paid/spring/-": 1,
      "MQL aheadExits day 20459 paid/spring/-": 1,
      "SQL reached day 20459 paid/spring/ada": 1,
      "SQL entries day 20459 paid/spring/ada": 1,
      "SQL aheadEntries day 20459 paid/spring/ada": 1,
      [`stage MQL took ${DAY_MS} day 20459 paid/spring/-`]: 1,
      [`velocity *>SQL took ${DAY_MS} day 20459 paid/spring/ada`]: 1,
      [`velocity MQL>SQL took ${DAY_MS} day 20459 paid/spring/ada`]: 1,
      "accept-or-reject breached day 20458 paid/spring/-": 1,
      "speed met day 20458 paid/spring/-": 1,
      "speed within1h day 20458 paid/spring/-": 1,
      [`sla speed took ${HOUR_MS / 2} day 20458 paid/spring/-`]: 1,
    });
  });

  it("as rejected on the day its stay in the qualified stage ended, in that stay's segment", () => {
    const totals = counted(
      historyOf(
        moved("MQL", "2026-01-04T12:00Z", { channel: "paid" }),
        moved("REJECTED", "2026-01-06T12:00Z", { channel: "organic" }),
      ),
      zone.startOfDay(20_470),
    );

    expect(totals["MQL rejected day 20460 paid/-/-"]).toBe(1);
  });

  it("as rejected when a late event of the instant it was left at comes before the other, and no more without it", () => {
    const [entered, left] = [moved("MQL", 0), moved("SQL", HOUR_MS, { sequence: 1 })];
    const rejected = moved("REJECTED", HOUR_MS, { sequence: 0 });
    const states = [historyOf(entered, left), historyOf(entered, left, rejected)].map((history) =>
      leadFactsAt(history, DAY_MS, plan),
    );

    expect(totals(...states)["MQL rejected day 0 -/-/-"]).toBe(1);
    expect(totals(...states.toReversed())["MQL rejected day 0 -/-/-"]).toBeUndefined();
  });

  it.each<[string, number, Readonly<Record<string, number>>]>([
    ["at exactly an hour", HOUR_MS, { met: 1, within1h: 1 }],
    ["a millisecond after an hour", HOUR_MS + 1, { met: 1 }],
    ["at its due instant", 6 * HOUR_MS, { met: 1 }],
    ["later", 6 * HOUR_MS + 1, { breached: 1 }],
  ])("for an SLA by the day its clock started: ended %s", (_when, took, expected) => {
    const totals = counted(historyOf(moved("MQL", 0), moved("SQL", took)), DAY_MS);

    const of = Object.entries(totals).filter(([key]) => key.startsWith("accept-or-reject"));
    expect(of).toEqual(Object.entries(expected).map(([field, n]) => [`accept-or-reject ${field} day 0 -/-/-`, n]));
  });

  it("for an SLA as cancelled, without a response time, when it was left in time without an end", () => {
    const totals = counted(historyOf(moved("MQL", 0, { channel: "paid" }), moved("SQL", HOUR_MS)), DAY_MS);

    expect(Object.keys(totals).filter((key) => key.includes("speed"))).toEqual(["speed cancelled day 0 paid/-/-"]);
  });
});
