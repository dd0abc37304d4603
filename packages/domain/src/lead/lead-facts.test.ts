import { describe, expect, it } from "vitest";
import type { TenantConfig } from "../config/config.ts";
import { slaPolicy, tenantConfig } from "../config/tenant-config.test-support.ts";
import type { LeadEvent } from "../record/records.generated.ts";
import { historyOf, leadPlanOf, moved } from "./lead.test-support.ts";
import type { LeadFacts } from "./lead-facts.ts";
import { leadFactsAt } from "./lead-facts.ts";

function factsAt(now: number | null, events: readonly LeadEvent[], differs: Partial<TenantConfig> = {}): LeadFacts {
  return leadFactsAt(historyOf(...events), now, leadPlanOf(tenantConfig(differs)));
}

function velocities(events: readonly LeadEvent[], ...pairs: readonly string[]): readonly string[] {
  const base = tenantConfig();
  const configured = pairs.map((pair) => {
    const [from, to] = pair.split(">") as [string, string];
    return { from, to };
  });
  const { stays } = factsAt(1_000, events, { funnel: { ...base.funnel, velocities: configured } });
  return stays.flatMap(({ velocities }) => velocities.map(({ subject, ms }) => `${subject} ${ms}`));
}

describe("what a lead reached", () => {
  it("given a stage entered twice, then it was reached with the first stay alone", () => {
    const { stays } = factsAt(10, [moved("MQL", 1), moved("INQUIRY", 2), moved("MQL", 3)]);

    expect(stays.map(({ stage, reached }) => [stage, reached])).toEqual([
      ["MQL", true],
      ["INQUIRY", true],
      ["MQL", false],
    ]);
  });
});

describe("a velocity", () => {
  it("given both stages reached, then it is the time between their first stays", () => {
    const events = [moved("INQUIRY", 1), moved("MQL", 10), moved("INQUIRY", 20), moved("MQL", 25), moved("SQL", 40)];

    expect(velocities(events, "MQL>SQL", "INQUIRY>SQL")).toEqual(["MQL>SQL 30", "INQUIRY>SQL 39"]);
  });

  it("given * as from, then it is the time since the lead began, in whatever stage, 0 in the first", () => {
    expect(velocities([moved("INQUIRY", 5), moved("SQL", 9)], "*>SQL")).toEqual(["*>SQL 4"]);
    expect(velocities([moved("SQL", 9)], "*>SQL")).toEqual(["*>SQL 0"]);
  });

  it("given from reached later than to, then there is none", () => {
    expect(velocities([moved("SQL", 5), moved("MQL", 9), moved("SQL", 12)], "MQL>SQL")).toEqual([]);
  });

  it("given from never reached, then there is none", () => {
    expect(velocities([moved("INQUIRY", 1), moved("SQL", 5)], "MQL>SQL")).toEqual([]);
  });

  it("given both reached at one instant, in either order, then it is 0: no later is by instants", () => {
    expect(velocities([moved("MQL", 5), moved("SQL", 5, { sequence: 1 })], "MQL>SQL")).toEqual(["MQL>SQL 0"]);
    expect(velocities([moved("SQL", 5), moved("MQL", 5, { sequence: 1 })], "MQL>SQL")).toEqual(["MQL>SQL 0"]);
  });

  it("given a lag of a velocity that the funnel does not list, then it is counted too, and once where it does", () => {
    const lag = { kind: "velocity", pair: { from: "*", to: "SQL" }, roundToDays: 30 } as const;
    const funnel = { ...tenantConfig().funnel, velocities: [{ from: "*", to: "SQL" }] };

    expect(factsAt(10, [moved("SQL", 5)], { lag }).stays[0]?.velocities).toEqual([{ subject: "*>SQL", ms: 0 }]);
    expect(factsAt(10, [moved("SQL", 5)], { lag, funnel }).stays[0]?.velocities).toEqual([{ subject: "*>SQL", ms: 0 }]);
  });
});

describe("the cohort of a qualified lead", () => {
  it.each<[string, readonly LeadEvent[], readonly boolean[]]>([
    ["accepted whenever after", [moved("MQL", 1), moved("INQUIRY", 2), moved("SQL", 900)], [true, false, false]],
    ["never accepted", [moved("MQL", 1), moved("REJECTED", 2)], [false, false]],
    ["accepted before it was qualified", [moved("SQL", 1), moved("MQL", 2), moved("SQL", 3)], [false, false, false]],
    ["accepted at the same instant before it", [moved("SQL", 1), moved("MQL", 1, { sequence: 1 })], [false, true]],
    [
      "qualified twice",
      [moved("MQL", 1), moved("INQUIRY", 2), moved("MQL", 3), moved("SQL", 4)],
      [true, false, false, false],
    ],
  ])("given one %s", (_case, events, accepted) => {
    expect(factsAt(1_000, events).stays.map(({ cohortAccepted }) => cohortAccepted)).toEqual(accepted);
  });
});

describe("a rejected lead", () => {
  it("given a stay in the qualified stage that ends into the rejected one, on any visit, then that stay is", () => {
    const events = [moved("MQL", 1), moved("REJECTED", 2), moved("MQL", 3), moved("REJECTED", 4)];

    expect(factsAt(10, events).stays.map(({ rejected }) => rejected)).toEqual([true, false, true, false]);
  });

  it("given another way into the rejected stage, or a funnel without one, then none is", () => {
    expect(factsAt(10, [moved("INQUIRY", 1), moved("REJECTED", 2)]).stays.some(({ rejected }) => rejected)).toBe(false);
    const funnel = { ...tenantConfig().funnel, rejected: null };
    expect(
      factsAt(10, [moved("MQL", 1), moved("REJECTED", 2)], { funnel }).stays.some(({ rejected }) => rejected),
    ).toBe(false);
  });
});

describe("a lead at a clock", () => {
  const events = [moved("MQL", 10), moved("SQL", 20)];

  it.each<[number | null, readonly string[], number | null]>([
    [null, ["MQL entry exit", "SQL entry"], 10],
    [9, ["MQL entry exit", "SQL entry"], 10],
    [10, ["MQL exit", "SQL entry"], 20],
    [19, ["MQL exit", "SQL entry"], 20],
    [20, ["MQL", "SQL"], null],
  ])(
    "given the clock at %s, then what lies after it is known to, and changes when it comes",
    (now, ahead, changesAt) => {
      const facts = factsAt(now, events);

      expect(
        facts.stays.map((stay) =>
          [stay.stage, ...(stay.entryAhead ? ["entry"] : []), ...(stay.exitAhead ? ["exit"] : [])].join(" "),
        ),
      ).toEqual(ahead);
      expect(facts.changesAt).toBe(changesAt);
    },
  );

  it("given several policies, then each has its clock for each stay that starts one, and the nearest change counts", () => {
    const slas = [
      slaPolicy({ id: "slow", withinMs: 500, warnAfterMs: null }),
      slaPolicy({ id: "fast", withinMs: 50, warnAfterMs: null }),
    ];

    const { stays, changesAt } = factsAt(30, [...events, moved("MQL", 30)], { slas });

    expect(
      stays.map(({ clocks }) => clocks.map(({ slaId, startedAt, state }) => `${slaId} ${startedAt} ${state}`)),
    ).toEqual([["slow 10 MET", "fast 10 MET"], [], ["slow 30 OPEN", "fast 30 OPEN"]]);
    expect(changesAt).toBe(81);
  });
});
