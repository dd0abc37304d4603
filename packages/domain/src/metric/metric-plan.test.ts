import { describe, expect, it } from "vitest";
import type { Grain, MetricName, TenantConfig } from "../config/config.ts";
import { METRICS } from "../config/config.ts";
import { slaPolicy, tenantConfig } from "../config/tenant-config.test-support.ts";
import { CALENDAR_GRAINS, GRAINS, ROLLING_GRAINS } from "../period/grain.ts";
import type { MetricPlan, PlannedSet } from "./metric-plan.ts";
import { metricPlan } from "./metric-plan.ts";

const FULL: Partial<TenantConfig> = {
  slas: [slaPolicy()],
  lag: { kind: "days", days: 30 },
  funnel: { ...tenantConfig().funnel, velocities: [{ from: "MQL", to: "SQL" }] },
};

function setOf(plan: MetricPlan, ...dimensions: readonly string[]): PlannedSet {
  const set = plan.sets.find((candidate) => candidate.dimensions.join() === dimensions.join());
  if (set === undefined) throw new Error(`no set of ${dimensions.join()}`);
  return set;
}

/** The metrics published of a set in a grain, each once, in the order of the table. */
function metricsOf(set: PlannedSet, grain: Grain): readonly MetricName[] {
  const rolling = set.rolling.some((of) => of === grain);
  const slots = rolling ? set.rollingSlots : (set.slots.get(grain) ?? []);
  const found = new Set(slots.map(({ metric }) => metric));
  return METRICS.filter((metric) => found.has(metric));
}

const ROLLED: readonly MetricName[] = [
  "leads_reached",
  "acceptance_rate",
  "spend",
  "cost_per_lead",
  "lagged_cost_per_lead",
];
const TARGETS: readonly MetricName[] = ["target_attainment", "target_pace"];
const without = (...names: readonly MetricName[]): readonly MetricName[] =>
  METRICS.filter((name) => !names.includes(name));

describe("the metrics of everything", () => {
  const set = setOf(metricPlan(tenantConfig(FULL)));

  it.each<[Grain, readonly MetricName[]]>([
    ["DAY", without(...TARGETS)],
    ["WEEK", without("stage_population", ...TARGETS)],
    ["MONTH", without("stage_population")],
    ["QUARTER", without("stage_population", "target_pace")],
    ["HALF", without("stage_population", "target_pace")],
    ["YEAR", without("stage_population", "target_pace")],
    ["ROLLING_7D", ROLLED],
    ["ROLLING_30D", ROLLED],
    ["ROLLING_90D", ROLLED],
  ])("in %s", (grain, metrics) => {
    expect(metricsOf(set, grain)).toEqual(metrics);
  });

  it("name their subjects and units", () => {
    const named = (set.slots.get("MONTH") ?? []).map(
      ({ metric, subject, unit }) => `${metric} ${subject ?? "-"} ${unit}`,
    );

    expect(named).toEqual(
      expect.arrayContaining([
        "leads_reached INQUIRY leads",
        "stage_entries REJECTED leads",
        "time_in_stage SQL ms",
        "velocity MQL>SQL ms",
        "acceptance_rate SQL ratio",
        "mqls_per_sql SQL ratio",
        "cohort_acceptance_rate SQL ratio",
        "leads_rejected REJECTED leads",
        "sla_met accept-or-reject leads",
        "sla_compliance accept-or-reject ratio",
        "sla_response_time accept-or-reject ms",
        "sla_within_1h accept-or-reject ratio",
        "spend - EUR",
        "cost_per_lead MQL EUR",
        "cost_per_lead SQL EUR",
        "lagged_cost_per_lead MQL EUR",
        "target_attainment INQUIRY ratio",
        "target_pace SQL ratio",
      ]),
    );
    expect(named.filter((line) => line.startsWith("cost_per_lead"))).toHaveLength(2);
  });

  it("roll of the stages reached the qualified and the accepted one alone", () => {
    expect(set.rollingSlots.filter(({ metric }) => metric === "leads_reached").map(({ subject }) => subject)).toEqual([
      "MQL",
      "SQL",
    ]);
  });
});

describe("the metrics of a configuration", () => {
  it("given no rejected stage, no lag, no SLA and no velocity, then none of those", () => {
    const base = tenantConfig();
    const set = setOf(metricPlan(tenantConfig({ funnel: { ...base.funnel, rejected: null } })));
    const metrics = metricsOf(set, "MONTH");

    for (const name of [
      "leads_rejected",
      "lagged_cost_per_lead",
      "sla_met",
      "sla_response_time",
      "velocity",
    ] as const) {
      expect(metrics).not.toContain(name);
    }
  });

  it("given a lag of 0 days, then the lagged cost is made", () => {
    expect(metricsOf(setOf(metricPlan(tenantConfig({ lag: { kind: "days", days: 0 } }))), "DAY")).toContain(
      "lagged_cost_per_lead",
    );
  });

  it("given a lag of a velocity that the funnel does not list, then it is kept and not published", () => {
    const plan = metricPlan(
      tenantConfig({ lag: { kind: "velocity", pair: { from: "*", to: "SQL" }, roundToDays: 30 } }),
    );

    expect(plan.lagSketch).not.toBeNull();
    expect(metricsOf(setOf(plan), "MONTH")).not.toContain("velocity");
  });
});

describe("sets of dimensions", () => {
  it("given their own grains, then those alone are made, each from what it says", () => {
    const plan = metricPlan(
      tenantConfig({ ...FULL, segments: [{ dimensions: ["channel", "campaignId"], grains: ["MONTH", "QUARTER"] }] }),
    );
    const set = setOf(plan, "channel", "campaignId");

    expect(GRAINS.filter((grain) => metricsOf(set, grain).length > 0)).toEqual(["MONTH", "QUARTER"]);
    expect(metricsOf(set, "MONTH")).toEqual(without("stage_population", ...TARGETS));
  });

  it("given another dimension than channel and campaignId, then nothing of spend is made", () => {
    const plan = metricPlan(
      tenantConfig({ ...FULL, segments: [{ dimensions: ["channel", "ownerId"], grains: [...GRAINS] }] }),
    );
    const set = setOf(plan, "channel", "ownerId");

    expect(metricsOf(set, "DAY")).toEqual(without("spend", "cost_per_lead", "lagged_cost_per_lead", ...TARGETS));
    expect(metricsOf(set, "ROLLING_7D")).toEqual(["leads_reached", "acceptance_rate"]);
  });

  it("given a set without MONTH or DAY, then it has no pace and no population", () => {
    const plan = metricPlan(tenantConfig({ ...FULL, segments: [{ dimensions: ["campaignId"], grains: ["WEEK"] }] }));

    expect(metricsOf(setOf(plan, "campaignId"), "WEEK")).toEqual(without("stage_population", ...TARGETS));
  });

  it("given rolling grains alone, then those are made, and no calendar grain is published", () => {
    const set = setOf(
      metricPlan(tenantConfig({ segments: [{ dimensions: ["campaignId"], grains: [...ROLLING_GRAINS] }] })),
      "campaignId",
    );

    expect(set.rolling).toEqual(ROLLING_GRAINS);
    for (const grain of CALENDAR_GRAINS) expect(metricsOf(set, grain)).toEqual([]);
  });
});

describe("targets", () => {
  it("given segments that name neither everything nor channels, then both have targets all the same, and nothing else", () => {
    const plan = metricPlan(tenantConfig({ segments: [{ dimensions: ["ownerId"], grains: ["DAY"] }] }));

    for (const set of [setOf(plan), setOf(plan, "channel")]) {
      expect(metricsOf(set, "MONTH")).toEqual(TARGETS);
      for (const grain of ["QUARTER", "HALF", "YEAR"] as const)
        expect(metricsOf(set, grain)).toEqual(["target_attainment"]);
      for (const grain of ["DAY", "WEEK", ...ROLLING_GRAINS] as const) expect(metricsOf(set, grain)).toEqual([]);
    }
    expect(metricsOf(setOf(plan, "ownerId"), "MONTH")).toEqual([]);
  });

  it("given everything by day alone, then targets of months are made beside", () => {
    const set = setOf(metricPlan(tenantConfig({ segments: [{ dimensions: [], grains: ["DAY"] }] })));

    expect(metricsOf(set, "MONTH")).toEqual(TARGETS);
    expect(metricsOf(set, "DAY")).toContain("stage_population");
  });
});

describe("what is published", () => {
  it("given metrics, then those alone; what others need is kept all the same", () => {
    const plan = metricPlan(
      tenantConfig({
        lag: { kind: "velocity", pair: { from: "*", to: "SQL" }, roundToDays: 30 },
        publish: { grains: null, metrics: new Set(["lagged_cost_per_lead"]) },
      }),
    );

    expect(plan.sets).toHaveLength(1);
    for (const grain of GRAINS) expect(metricsOf(setOf(plan), grain)).toEqual(["lagged_cost_per_lead"]);
    expect(plan.sketchUsed[plan.lagSketch as number]).toBe(true);
  });

  it("given grains, then those alone, targets too", () => {
    const plan = metricPlan(tenantConfig({ publish: { grains: new Set(["MONTH", "ROLLING_7D"]), metrics: null } }));

    expect(GRAINS.filter((grain) => metricsOf(setOf(plan), grain).length > 0)).toEqual(["MONTH", "ROLLING_7D"]);
    expect(metricsOf(setOf(plan, "channel"), "MONTH")).toEqual(TARGETS);
    expect(metricsOf(setOf(plan, "channel"), "QUARTER")).toEqual([]);
  });

  it("given rolling grains alone, then nothing of targets", () => {
    const plan = metricPlan(tenantConfig({ publish: { grains: new Set(["ROLLING_7D"]), metrics: null } }));

    expect(plan.sets.map(({ dimensions }) => dimensions)).toEqual([[]]);
  });
});
