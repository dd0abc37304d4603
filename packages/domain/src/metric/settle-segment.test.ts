import { describe, expect, it } from "vitest";
import type { MetricName, TenantConfig } from "../config/config.ts";
import { HOUR_MS, tenantConfig } from "../config/tenant-config.test-support.ts";
import { instant, moved } from "../lead/lead.test-support.ts";
import { DAY_MS } from "../time/civil-date.ts";
import type { TenantMetrics } from "./tenant-metrics.test-support.ts";
import { lineOf, tenantMetrics } from "./tenant-metrics.test-support.ts";

const metrics = (...names: readonly MetricName[]): TenantConfig["publish"] => ({
  grains: null,
  metrics: new Set(names),
});

/** Counts of MQLs by day alone: closed a day after the day. */
function reachedByDay(): TenantMetrics {
  return tenantMetrics(
    tenantConfig({ segments: [{ dimensions: [], grains: ["DAY"] }], publish: metrics("leads_reached") }),
  );
}

const lines = (said: ReturnType<TenantMetrics["commit"]>): readonly string[] => said.map(lineOf);

describe("the value of a period", () => {
  it("given it begins, then it is PROVISIONAL, and again only when it changes", () => {
    const tenant = reachedByDay();

    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    expect(lines(tenant.commit(instant("2026-01-05T10:00Z")))).toEqual([
      "leads_reached MQL DAY 2026-01-05: 1/- = 1 PROVISIONAL",
    ]);

    expect(tenant.commit(instant("2026-01-05T11:00Z"))).toEqual([]);

    tenant.lead("b", moved("MQL", "2026-01-05T11:00Z"));
    expect(lines(tenant.commit(instant("2026-01-06T11:00Z")))).toEqual([
      "leads_reached MQL DAY 2026-01-05: 2/- = 2 PROVISIONAL",
    ]);
  });

  it("given a period that has not begun, then nothing; once it has, all that is known of its days", () => {
    const tenant = reachedByDay();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));

    expect(tenant.commit(instant("2026-01-04T23:59:59.999Z"))).toEqual([]);
    expect(lines(tenant.commit("2026-01-05"))).toEqual(["leads_reached MQL DAY 2026-01-05: 1/- = 1 PROVISIONAL"]);
  });

  it("given the clock reaches its end and grace, then it is FINAL once, changed or not", () => {
    const tenant = reachedByDay();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    tenant.commit(instant("2026-01-05T10:00Z"));

    expect(tenant.commit(instant("2026-01-06T23:59:59.999Z"))).toEqual([]);
    expect(lines(tenant.commit("2026-01-07"))).toEqual(["leads_reached MQL DAY 2026-01-05: 1/- = 1 FINAL"]);
    expect(tenant.commit("2026-03-07")).toEqual([]);
  });

  it("given it changes as it closes, then it is FINAL with the change, once", () => {
    const tenant = reachedByDay();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    tenant.commit(instant("2026-01-05T10:00Z"));
    tenant.lead("b", moved("MQL", "2026-01-05T11:00Z"));

    expect(lines(tenant.commit("2026-01-08"))).toEqual(["leads_reached MQL DAY 2026-01-05: 2/- = 2 FINAL"]);
  });

  it("given a change after it closed, then it is RESTATED, however late", () => {
    const tenant = reachedByDay();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    tenant.commit("2026-01-08");
    tenant.lead("b", moved("MQL", "2026-01-05T11:00Z"));

    expect(lines(tenant.commit("2028-01-08"))).toEqual(["leads_reached MQL DAY 2026-01-05: 2/- = 2 RESTATED"]);
  });

  it("given it first comes up after it closed, then it is FINAL once, and RESTATED from there", () => {
    const tenant = reachedByDay();
    tenant.commit("2026-02-01");

    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    expect(lines(tenant.commit("2026-02-01"))).toEqual(["leads_reached MQL DAY 2026-01-05: 1/- = 1 FINAL"]);
    tenant.lead("b", moved("MQL", "2026-01-05T09:00Z"));
    expect(lines(tenant.commit("2026-02-01"))).toEqual(["leads_reached MQL DAY 2026-01-05: 2/- = 2 RESTATED"]);
  });

  it("given it loses all that was in it, then it is emptied, closes emptied, and may fill again", () => {
    const tenant = reachedByDay();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    tenant.commit(instant("2026-01-05T10:00Z"));

    // A late event: the lead reached MQL the day before.
    tenant.lead("a", moved("MQL", "2026-01-04T09:00Z"));
    expect(lines(tenant.commit(instant("2026-01-05T11:00Z"))).toSorted()).toEqual([
      "leads_reached MQL DAY 2026-01-04: 1/- = 1 PROVISIONAL",
      "leads_reached MQL DAY 2026-01-05: 0/- = 0 PROVISIONAL",
    ]);
    expect(tenant.commit(instant("2026-01-05T12:00Z"))).toEqual([]);
    expect(lines(tenant.commit("2026-01-07"))).toContain("leads_reached MQL DAY 2026-01-05: 0/- = 0 FINAL");

    tenant.lead("b", moved("MQL", "2026-01-05T09:00Z"));
    expect(lines(tenant.commit("2026-01-07"))).toEqual(["leads_reached MQL DAY 2026-01-05: 1/- = 1 RESTATED"]);
  });

  it("given it fills and empties within one commit, then nothing is said of it", () => {
    const tenant = reachedByDay();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    tenant.lead("a", moved("MQL", "2026-01-04T09:00Z"));

    expect(lines(tenant.commit(instant("2026-01-05T11:00Z")))).toEqual([
      "leads_reached MQL DAY 2026-01-04: 1/- = 1 PROVISIONAL",
    ]);
  });

  it("given a time zone whose day changes its length, then grace is elapsed time after the local day", () => {
    // 2026-03-29 in Rome ends at 22:00 UTC after 23 hours.
    const tenant = tenantMetrics(
      tenantConfig({
        timeZone: "Europe/Rome",
        segments: [{ dimensions: [], grains: ["DAY"] }],
        publish: metrics("leads_reached"),
      }),
    );
    tenant.lead("a", moved("MQL", "2026-03-28T23:00Z"));

    expect(lines(tenant.commit(instant("2026-03-30T21:59:59.999Z")))).toEqual([
      "leads_reached MQL DAY 2026-03-29: 1/- = 1 PROVISIONAL",
    ]);
    expect(lines(tenant.commit(instant("2026-03-30T22:00Z")))).toEqual([
      "leads_reached MQL DAY 2026-03-29: 1/- = 1 FINAL",
    ]);
  });
});

describe("a state that is rebuilt from the log, and from what was published", () => {
  const rebuiltFrom = (
    lived: TenantMetrics,
    at: string | number,
    arrive: (at: TenantMetrics) => void,
  ): TenantMetrics => {
    const rebuilt = reachedByDay();
    arrive(rebuilt);
    rebuilt.commit(at, { rebuilding: true });
    rebuilt.recall(lived);
    rebuilt.commit(at, { rebuilding: true });
    return rebuilt;
  };

  it("given a value that was FINAL and emptied, then it is RESTATED when it comes again, and another is FINAL once", () => {
    const lived = reachedByDay();
    lived.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    lived.commit("2026-02-01");
    const rebuilt = rebuiltFrom(lived, "2026-02-01", () => {});

    rebuilt.lead("b", moved("MQL", "2026-01-05T09:00Z"), moved("INQUIRY", "2026-01-05T08:00Z"));
    expect(lines(rebuilt.commit("2026-02-01"))).toEqual([
      "leads_reached INQUIRY DAY 2026-01-05: 1/- = 1 FINAL",
      "leads_reached MQL DAY 2026-01-05: 1/- = 1 RESTATED",
    ]);
  });

  it("given a value that had not closed, then it is FINAL when it does, as is one that was emptied", () => {
    const lived = reachedByDay();
    lived.lead("a", moved("INQUIRY", "2026-01-05T08:00Z"));
    lived.commit(instant("2026-01-05T09:30Z"));
    const rebuilt = rebuiltFrom(lived, instant("2026-01-05T10:00Z"), (tenant) =>
      tenant.lead("a", moved("MQL", "2026-01-05T09:00Z")),
    );

    expect(lines(rebuilt.commit("2026-02-01")).toSorted()).toEqual([
      "leads_reached INQUIRY DAY 2026-01-05: 0/- = 0 FINAL",
      "leads_reached MQL DAY 2026-01-05: 1/- = 1 FINAL",
    ]);
  });
});

describe("spend", () => {
  const spending = (): TenantMetrics =>
    tenantMetrics(
      tenantConfig({
        segments: [{ dimensions: [], grains: ["DAY", "MONTH"] }],
        publish: metrics("spend", "cost_per_lead", "lagged_cost_per_lead"),
        lag: { kind: "days", days: 31 },
      }),
    );

  it("given it changes, then it, its cost, and the cost a lag later are told, where their period has begun", () => {
    const tenant = spending();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"), moved("SQL", "2026-02-03T09:00Z"));
    tenant.commit(instant("2026-02-10T10:00Z"));
    tenant.spend("2026-01-05", 3_000_000n);

    expect(lines(tenant.commit(instant("2026-02-10T11:00Z")))).toEqual(
      expect.arrayContaining([
        "spend - DAY 2026-01-05: 3000000/- = 3 FINAL",
        "spend - MONTH 2026-01-01: 3000000/- = 3 FINAL",
        "cost_per_lead MQL DAY 2026-01-05: 3000000/1 = 3 RESTATED",
        "cost_per_lead SQL DAY 2026-01-05: 3000000/0 = - FINAL",
        "cost_per_lead SQL MONTH 2026-01-01: 3000000/0 = - FINAL",
        "lagged_cost_per_lead MQL DAY 2026-02-05: 3000000/0 = - FINAL",
        "lagged_cost_per_lead SQL MONTH 2026-02-01: 3000000/1 = 3 PROVISIONAL",
      ]),
    );
  });

  it("given spend in a month without leads, then the lagged cost comes up when its month begins", () => {
    const tenant = spending();
    tenant.spend("2026-01-05", 3_000_000n);
    expect(lines(tenant.commit(instant("2026-01-31T23:59Z"))).filter((line) => line.startsWith("lagged"))).toEqual([]);

    expect(lines(tenant.commit("2026-02-01")).filter((line) => line.includes("MONTH 2026-02"))).toEqual([
      "lagged_cost_per_lead MQL MONTH 2026-02-01: 3000000/0 = - PROVISIONAL",
      "lagged_cost_per_lead SQL MONTH 2026-02-01: 3000000/0 = - PROVISIONAL",
    ]);
  });

  it("given a credit that takes all of it back, then it is emptied", () => {
    const tenant = spending();
    tenant.spend("2026-01-05", 3_000_000n);
    tenant.commit("2026-01-06");
    tenant.spend("2026-01-05", -3_000_000n);

    expect(lines(tenant.commit("2026-01-06"))).toEqual([
      "spend - DAY 2026-01-05: 0/- = 0 PROVISIONAL",
      "cost_per_lead MQL DAY 2026-01-05: 0/0 = - PROVISIONAL",
      "cost_per_lead SQL DAY 2026-01-05: 0/0 = - PROVISIONAL",
      "spend - MONTH 2026-01-01: 0/- = 0 PROVISIONAL",
      "cost_per_lead MQL MONTH 2026-01-01: 0/0 = - PROVISIONAL",
      "cost_per_lead SQL MONTH 2026-01-01: 0/0 = - PROVISIONAL",
    ]);
  });
});

describe("a lag made of a velocity", () => {
  const lagging = (): TenantMetrics =>
    tenantMetrics(
      tenantConfig({
        segments: [{ dimensions: [], grains: ["MONTH"] }],
        publish: metrics("lagged_cost_per_lead"),
        lag: { kind: "velocity", pair: { from: "*", to: "SQL" }, roundToDays: 31 },
      }),
    );
  const ofMarch = (said: ReturnType<TenantMetrics["commit"]>): readonly string[] =>
    lines(said).filter((line) => line.includes("SQL MONTH 2026-03"));

  it("given leads that took a month, then the cost is of a month before; two months when they took longer", () => {
    const tenant = lagging();
    tenant.spend("2026-02-10", 5_000_000n);
    tenant.spend("2026-01-10", 7_000_000n);
    tenant.lead("a", moved("INQUIRY", "2026-02-01"), moved("SQL", "2026-03-01"));
    expect(ofMarch(tenant.commit("2026-03-20"))).toEqual([
      "lagged_cost_per_lead SQL MONTH 2026-03-01: 5000000/1 = 5 PROVISIONAL",
    ]);

    // The mean of 28 and 75 days is 51.5: two lots of 31. 62 days before March is from 2025-12-29 to 2026-01-29.
    tenant.lead("b", moved("INQUIRY", "2026-01-01"), moved("SQL", "2026-03-17"));
    expect(ofMarch(tenant.commit("2026-03-20"))).toEqual([
      "lagged_cost_per_lead SQL MONTH 2026-03-01: 7000000/2 = 3.5 PROVISIONAL",
    ]);
  });

  it("given it loses its velocity, then its emptied n is null", () => {
    const tenant = lagging();
    tenant.lead("a", moved("INQUIRY", "2026-02-01"), moved("SQL", "2026-03-01"));
    tenant.commit("2026-03-20");
    tenant.lead("a", moved("SQL", "2026-02-02"));

    expect(ofMarch(tenant.commit("2026-03-20"))).toEqual([
      "lagged_cost_per_lead SQL MONTH 2026-03-01: -/0 = - PROVISIONAL",
    ]);
  });
});

describe("a target", () => {
  const targeted = (): TenantMetrics =>
    tenantMetrics(
      tenantConfig({
        publish: metrics("target_attainment", "target_pace"),
        segments: [{ dimensions: [], grains: ["DAY"] }],
      }),
    );
  // January has 744 hours.
  const JANUARY = instant("2026-01-01T00:00Z");

  it("given a target, then the month and the longer grains where each month has one attain it", () => {
    const tenant = targeted();
    tenant.lead("a", moved("SQL", "2026-01-02"));
    tenant.target("SQL", "2026-01", 4n);
    tenant.target("SQL", "2026-02", 4n);

    expect(lines(tenant.commit("2026-01-16"))).toEqual([
      "target_attainment SQL MONTH 2026-01-01: 1/4 = 0.25 PROVISIONAL",
      `target_pace SQL MONTH 2026-01-01: 1/- = ${1 / (4 * (15 / 31))} PROVISIONAL`,
    ]);

    tenant.target("SQL", "2026-03", 0n);
    expect(lines(tenant.commit("2026-01-16"))).toEqual([
      "target_attainment SQL QUARTER 2026-01-01: 1/8 = 0.125 PROVISIONAL",
    ]);
  });

  it("given a target of a channel, then it is attained by that channel's leads, though no segment names it", () => {
    const tenant = targeted();
    tenant.lead("a", moved("SQL", "2026-01-02", { channel: "paid" }));
    tenant.lead("b", moved("SQL", "2026-01-02", { channel: "organic" }));
    tenant.target("SQL", "2026-01", 2n, "paid");

    expect(lines(tenant.commit("2026-02-01"))).toEqual([
      "target_attainment SQL MONTH 2026-01-01 channel=paid: 1/2 = 0.5 PROVISIONAL",
      "target_pace SQL MONTH 2026-01-01 channel=paid: 1/- = 0.5 PROVISIONAL",
    ]);
  });

  it("given a target of 0, then it is one, without a value", () => {
    const tenant = targeted();
    tenant.target("SQL", "2026-01", 0n);

    expect(lines(tenant.commit("2026-01-16"))).toEqual([
      "target_attainment SQL MONTH 2026-01-01: 0/0 = - PROVISIONAL",
      "target_pace SQL MONTH 2026-01-01: 0/- = - PROVISIONAL",
    ]);
  });

  it("given the clock goes on, then pace is told once a day, when n or the target changes, and at the end", () => {
    const tenant = targeted();
    const pace = (hours: number, ending = false): readonly string[] =>
      lines(tenant.commit(JANUARY + hours * HOUR_MS, { ending })).filter((line) => line.startsWith("target_pace"));
    const told = (n: number, target: number, hours: number): readonly string[] => [
      `target_pace SQL MONTH 2026-01-01: ${n}/- = ${n / (target * (hours / 744))} PROVISIONAL`,
    ];
    tenant.lead("a", moved("SQL", "2026-01-01"));
    tenant.target("SQL", "2026-01", 4n);

    expect(pace(1)).toEqual(told(1, 4, 1));
    expect(pace(2)).toEqual([]);
    expect(pace(26)).toEqual(told(1, 4, 26));
    expect(pace(27)).toEqual([]);
    tenant.lead("b", moved("SQL", "2026-01-02"));
    expect(pace(28)).toEqual(told(2, 4, 28));
    tenant.target("SQL", "2026-01", 5n);
    expect(pace(29)).toEqual(told(2, 5, 29));
    expect(pace(30, true)).toEqual(told(2, 5, 30));
  });

  it("given the clock had come to the end before the end was said, then pace is told there all the same", () => {
    const tenant = targeted();
    tenant.lead("a", moved("SQL", "2026-01-01"));
    tenant.target("SQL", "2026-01", 4n);
    tenant.commit(JANUARY + HOUR_MS);
    tenant.commit(JANUARY + 2 * HOUR_MS);

    expect(lines(tenant.commit(JANUARY + 2 * HOUR_MS, { ending: true }))).toEqual([
      `target_pace SQL MONTH 2026-01-01: 1/- = ${1 / (4 * (2 / 744))} PROVISIONAL`,
    ]);
  });

  it("given the month is over, then pace is the attainment, told as it ends and as it closes", () => {
    const tenant = targeted();
    tenant.target("SQL", "2026-01", 4n);
    tenant.lead("a", moved("SQL", "2026-01-02"));
    tenant.commit("2026-01-31");
    const pace = (day: string): readonly string[] =>
      lines(tenant.commit(day)).filter((line) => line.startsWith("target_pace"));

    expect(pace("2026-02-01")).toEqual(["target_pace SQL MONTH 2026-01-01: 1/- = 0.25 PROVISIONAL"]);
    expect(pace("2026-02-02")).toEqual(["target_pace SQL MONTH 2026-01-01: 1/- = 0.25 FINAL"]);
    expect(pace("2026-02-03")).toEqual([]);
  });
});

describe("the population of a stage", () => {
  const populated = (timeZone = "UTC"): TenantMetrics =>
    tenantMetrics(
      tenantConfig({ timeZone, segments: [{ dimensions: [], grains: ["DAY"] }], publish: metrics("stage_population") }),
    );
  const last = (tenant: TenantMetrics, stage: string): readonly string[] =>
    [...tenant.newest().values()]
      .filter(({ of }) => of.includes(` ${stage} `))
      .map(({ of, value }) => `${of.slice(-10)} ${value}`)
      .sort();

  it("given leads come and go, then each day says how many there are in its last millisecond, until there are none", () => {
    const tenant = populated();
    tenant.lead("a", moved("MQL", "2026-01-05"), moved("SQL", instant("2026-01-08") - 1));
    tenant.lead("b", moved("MQL", "2026-01-06T12:00Z"), moved("SQL", "2026-01-08"));
    tenant.commit("2026-01-10");

    // 8 is said with 0: one left on that day. From there on there is none.
    expect(last(tenant, "MQL")).toEqual(["2026-01-05 1", "2026-01-06 2", "2026-01-07 1", "2026-01-08 0"]);
    expect(last(tenant, "SQL")).toEqual(["2026-01-07 1", "2026-01-08 2", "2026-01-09 2", "2026-01-10 2"]);
  });

  it("given days pass one by one or all at once, then the same is said", () => {
    const [slow, fast] = [populated(), populated()];
    for (const tenant of [slow, fast]) tenant.lead("a", moved("MQL", "2026-01-05"), moved("SQL", "2026-01-08"));
    for (let day = 4; day <= 12; day++) slow.commit(`2026-01-${String(day).padStart(2, "0")}`);
    fast.commit("2026-01-12");

    expect(last(slow, "MQL")).toEqual(last(fast, "MQL"));
    expect(last(slow, "SQL")).toEqual(last(fast, "SQL"));
    expect(last(slow, "SQL")).toHaveLength(5);
  });

  it("given the current day, then it is at the clock: who comes later in the day is not in, who goes later still is", () => {
    const tenant = populated();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"), moved("SQL", "2026-01-05T15:00Z"));

    expect(tenant.commit(instant("2026-01-05T08:59:59.999Z"))).toEqual([]);
    expect(lines(tenant.commit(instant("2026-01-05T09:00Z")))).toEqual([
      "stage_population MQL DAY 2026-01-05: 1/- = 1 PROVISIONAL",
    ]);
    expect(tenant.commit(instant("2026-01-05T14:59:59.999Z"))).toEqual([]);
    expect(lines(tenant.commit(instant("2026-01-05T15:00Z")))).toEqual([
      "stage_population MQL DAY 2026-01-05: 0/- = 0 PROVISIONAL",
      "stage_population SQL DAY 2026-01-05: 1/- = 1 PROVISIONAL",
    ]);
  });

  it("given a stay without length, then its day says 0, from its instant on", () => {
    const tenant = populated();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"), moved("SQL", "2026-01-05T09:00Z", { sequence: 1 }));

    expect(tenant.commit(instant("2026-01-05T08:00Z"))).toEqual([]);
    expect(lines(tenant.commit(instant("2026-01-05T09:00Z")))).toContain(
      "stage_population MQL DAY 2026-01-05: 0/- = 0 PROVISIONAL",
    );
  });

  it("given a late event, then every day since is restated", () => {
    const tenant = populated();
    tenant.lead("a", moved("MQL", "2026-01-05"));
    tenant.commit("2026-01-09");
    tenant.lead("a", moved("SQL", "2026-01-07"));

    expect(
      lines(tenant.commit("2026-01-09"))
        .filter((line) => line.includes("MQL"))
        .toSorted(),
    ).toEqual([
      "stage_population MQL DAY 2026-01-07: 0/- = 0 RESTATED",
      "stage_population MQL DAY 2026-01-08: 0/- = 0 PROVISIONAL",
      "stage_population MQL DAY 2026-01-09: 0/- = 0 PROVISIONAL",
    ]);
  });

  it("given a day on which nothing happens, then it closes like any other", () => {
    const tenant = populated();
    tenant.lead("a", moved("MQL", "2026-01-05"));
    tenant.commit("2026-01-06");

    expect(lines(tenant.commit("2026-01-08"))).toContain("stage_population MQL DAY 2026-01-06: 1/- = 1 FINAL");
  });
});

describe("a rolling window", () => {
  const rolling = (differs: Partial<TenantConfig> = {}): TenantMetrics =>
    tenantMetrics(
      tenantConfig({
        segments: [{ dimensions: [], grains: ["ROLLING_7D"] }],
        publish: metrics("leads_reached", "spend", "lagged_cost_per_lead"),
        ...differs,
      }),
    );
  const values = (tenant: TenantMetrics, beginning: string): readonly string[] =>
    [...tenant.newest().values()]
      .filter(({ of }) => of.startsWith(beginning))
      .map(({ of, n, d }) => `${of.slice(-10)} ${n}/${d ?? "-"}`)
      .sort();

  it("given a lead, then it is in the seven windows that end with its day or the six after, up to the clock's day", () => {
    const tenant = rolling();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    tenant.commit("2026-01-07");
    // By their first days: the windows of 5, 6 and 7 January.
    expect(values(tenant, "leads_reached MQL")).toEqual(["2025-12-30 1/-", "2025-12-31 1/-", "2026-01-01 1/-"]);

    tenant.commit("2026-03-01");
    expect(values(tenant, "leads_reached MQL").map((line) => line.slice(0, 10))).toEqual([
      "2025-12-30",
      "2025-12-31",
      "2026-01-01",
      "2026-01-02",
      "2026-01-03",
      "2026-01-04",
      "2026-01-05",
    ]);
  });

  it("given the day is ahead of the clock's, then no window; a lead later on the clock's own day counts", () => {
    const tenant = rolling();
    tenant.lead("a", moved("MQL", "2026-01-05T23:00Z"));

    expect(tenant.commit(instant("2026-01-04T23:59:59.999Z"))).toEqual([]);
    expect(lines(tenant.commit("2026-01-05"))).toEqual([
      "leads_reached MQL ROLLING_7D 2025-12-30: 1/- = 1 PROVISIONAL",
    ]);
  });

  it("given a window slides past its last lead as the clock goes on, then nothing is said of it", () => {
    const tenant = rolling();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    tenant.commit("2026-01-11");

    expect(lines(tenant.commit("2026-01-12")).filter((line) => line.includes("2026-01-06"))).toEqual([]);
  });

  it("given its last day and grace have passed, then it is FINAL", () => {
    const tenant = rolling();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    tenant.commit("2026-01-06");

    expect(lines(tenant.commit(instant("2026-01-06T23:59:59.999Z")))).toEqual([]);
    expect(lines(tenant.commit("2026-01-07"))).toContain("leads_reached MQL ROLLING_7D 2025-12-30: 1/- = 1 FINAL");
  });

  it("given a late change, then every window that holds the day is told again, emptied where it held nothing else", () => {
    const tenant = rolling();
    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    tenant.commit("2026-01-20");
    tenant.lead("a", moved("MQL", "2026-01-03T09:00Z"));

    expect(lines(tenant.commit("2026-01-20")).toSorted()).toEqual([
      "leads_reached MQL ROLLING_7D 2025-12-28: 1/- = 1 FINAL",
      "leads_reached MQL ROLLING_7D 2025-12-29: 1/- = 1 FINAL",
      "leads_reached MQL ROLLING_7D 2026-01-04: 0/- = 0 RESTATED",
      "leads_reached MQL ROLLING_7D 2026-01-05: 0/- = 0 RESTATED",
    ]);
  });

  it("given spend, then it is in the windows of its day, and a lag later in those of the lagged cost", () => {
    const tenant = rolling({ lag: { kind: "days", days: 10 } });
    tenant.spend("2026-01-05", 6n);
    tenant.lead("a", moved("MQL", "2026-01-17T09:00Z"));
    tenant.commit("2026-01-25");

    expect(values(tenant, "spend")[0]).toBe("2025-12-30 6/-");
    expect(values(tenant, "spend")).toHaveLength(7);
    expect(values(tenant, "lagged_cost_per_lead MQL")).toEqual([
      "2026-01-09 6/0",
      "2026-01-10 6/0",
      "2026-01-11 6/1",
      "2026-01-12 6/1",
      "2026-01-13 6/1",
      "2026-01-14 6/1",
      "2026-01-15 6/1",
      "2026-01-16 0/1",
      "2026-01-17 0/1",
    ]);
  });

  it("given more spend on a day that is told already, then every window that holds the day is told again", () => {
    const tenant = rolling();
    tenant.spend("2026-01-05", 6n);
    tenant.commit("2026-01-25");
    tenant.spend("2026-01-05", 1n);
    const said = tenant.commit("2026-01-25");

    expect(said.map(({ of, n }) => `${of.slice(-10)} ${n}`)).toEqual(
      ["2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"].map(
        (start) => `${start} 7`,
      ),
    );
  });

  it("given a lag made of a velocity, then each window has the lag of its own leads", () => {
    const tenant = rolling({ lag: { kind: "velocity", pair: { from: "*", to: "SQL" }, roundToDays: 1 } });
    tenant.spend("2026-01-05", 6n);
    tenant.lead("a", moved("INQUIRY", "2026-01-05"), moved("SQL", "2026-01-15"));
    tenant.lead("b", moved("INQUIRY", "2026-01-12"), moved("SQL", "2026-01-16"));
    tenant.commit("2026-01-25");

    // The lag is 10 days for the window of 15 January, 7 with both leads, 4 with the second alone.
    expect(values(tenant, "lagged_cost_per_lead SQL")).toEqual([
      "2026-01-09 6/1",
      "2026-01-10 6/2",
      "2026-01-11 6/2",
      "2026-01-12 6/2",
      "2026-01-13 0/2",
      "2026-01-14 0/2",
      "2026-01-15 0/2",
      "2026-01-16 0/1",
    ]);
  });

  it("given grains of 30 and 90 days, then the windows are that long", () => {
    const tenant = rolling({
      segments: [{ dimensions: [], grains: ["ROLLING_30D", "ROLLING_90D"] }],
      publish: metrics("leads_reached"),
    });
    tenant.lead("a", moved("MQL", 100 * DAY_MS));
    tenant.commit(400 * DAY_MS);

    expect(values(tenant, "leads_reached MQL ROLLING_30D")).toHaveLength(30);
    expect(values(tenant, "leads_reached MQL ROLLING_90D")).toHaveLength(90);
  });
});
