import type { FunnelMetric, SlaBreachEvent, StagefoldConfig, TenantConfig } from "@stagefold/domain";
import { describe, expect, it } from "vitest";
import { dayNumber } from "./office-hours.ts";
import { type ReportInput, renderReport } from "./report.ts";

const HOUR_MS = 3_600_000;
const day = (text: string) => dayNumber(Temporal.PlainDate.from(text));
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

const acme: TenantConfig = {
  timeZone: "Europe/Rome",
  currency: "EUR",
  exchangeRates: new Map(),
  fiscalYearStartMonth: 1,
  funnel: {
    stages: ["INQUIRY", "MQL", "SQL", "REJECTED"],
    qualified: "MQL",
    accepted: "SQL",
    rejected: "REJECTED",
    velocities: [],
  },
  segments: [],
  slas: [
    {
      id: "accept-or-reject",
      severity: "page",
      entersStage: "MQL",
      when: null,
      ends: [{ kind: "leavesStage", stages: null }],
      withinMs: 48 * HOUR_MS,
      warnAfterMs: null,
      calendar: null,
    },
  ],
  lag: { kind: "days", days: 30 },
  publish: { grains: null, metrics: null },
};
const config: StagefoldConfig = {
  tenants: new Map([["acme", acme]]),
  clock: { latenessMs: 0, maxFutureMs: 0, graceMs: 0 },
};
const nothing: ReportInput = {
  config,
  metrics: [],
  breaches: [],
  deadLetters: new Map(),
  until: at("2026-03-16T12:00:00Z"),
};

const PERIODS = {
  February: { grain: "MONTH", periodStart: day("2026-02-01"), periodEnd: day("2026-03-01"), status: "FINAL" },
  March: { grain: "MONTH", periodStart: day("2026-03-01"), periodEnd: day("2026-04-01"), status: "PROVISIONAL" },
  Q1: { grain: "QUARTER", periodStart: day("2026-01-01"), periodEnd: day("2026-04-01"), status: "PROVISIONAL" },
} as const;

function metric(
  name: string,
  subject: string | null,
  period: keyof typeof PERIODS,
  fields: Partial<FunnelMetric>,
): FunnelMetric {
  return {
    type: "FunnelMetric",
    metricId: "",
    tenantId: "acme",
    metric: name,
    subject,
    channel: null,
    campaignId: null,
    ownerId: null,
    ...PERIODS[period],
    unit: "",
    value: null,
    numerator: null,
    denominator: null,
    sampleCount: null,
    sampleSum: null,
    sampleMin: null,
    sampleP50: null,
    sampleP75: null,
    sampleP90: null,
    sampleP95: null,
    sampleMax: null,
    revision: 1,
    asOf: 0,
    ...fields,
  };
}

function breach(fields: Partial<SlaBreachEvent>): SlaBreachEvent {
  return {
    type: "SlaBreachEvent",
    eventId: "",
    clockId: `acme|${fields.leadId}|accept-or-reject|e`,
    kind: "BREACHED",
    slaId: "accept-or-reject",
    severity: "page",
    tenantId: "acme",
    leadId: "A",
    stage: "MQL",
    startedAt: at("2026-03-11T12:00:00Z"),
    dueAt: at("2026-03-13T12:00:00Z"),
    endedAt: null,
    overdueMs: null,
    channel: null,
    campaignId: null,
    ownerId: "ann",
    detectedAt: 0,
    live: false,
    ...fields,
  };
}

/** The cells of the rows of the table titled `title`. */
function rowsOf(report: string, title: string): string[][] {
  const lines = report.split("\n");
  const start = lines.indexOf(title);
  const end = lines.findIndex((line, index) => index > start && line === "");
  return lines.slice(start + 4, end === -1 ? undefined : end).map((line) => line.trim().split(/ {2,}/));
}

describe("the report", () => {
  it("tells by month what was passed to sales, against target, and what sales made of it", () => {
    const report = renderReport({
      ...nothing,
      metrics: [
        metric("leads_reached", "MQL", "February", { value: 1200, numerator: 1200 }),
        metric("leads_reached", "SQL", "February", { value: 600, numerator: 600 }),
        metric("leads_rejected", "REJECTED", "February", { value: 300, numerator: 300 }),
        metric("acceptance_rate", "SQL", "February", { value: 0.5, numerator: 600, denominator: 1200 }),
        metric("cohort_acceptance_rate", "SQL", "February", { value: 0.525, numerator: 630, denominator: 1200 }),
        metric("target_attainment", "MQL", "February", { value: 0.96, numerator: 1200, denominator: 1250 }),
        metric("target_pace", "MQL", "February", { value: 0.96, numerator: 1200 }),
        metric("leads_reached", "MQL", "March", { value: 10, numerator: 10 }),
        metric("target_attainment", "MQL", "March", { value: 0.5, numerator: 10, denominator: 20 }),
        metric("target_pace", "MQL", "March", { value: 1.0312, numerator: 10 }),
        metric("leads_reached", "MQL", "March", { channel: "paid", value: 7, numerator: 7 }),
      ],
    });
    expect(rowsOf(report, "MQL report by month")).toEqual([
      ["Feb 2026", "1,200", "1,250", "96.0%", "-", "600", "300", "50.0%", "52.5%", "final"],
      ["Mar 2026", "10", "20", "50.0%", "103.1%", "-", "-", "-", "-", "provisional"],
    ]);
  });

  it("tells by quarter what an SQL cost, by the quarter's spend and by the spend before it", () => {
    const report = renderReport({
      ...nothing,
      metrics: [
        metric("leads_reached", "SQL", "Q1", { value: 4, numerator: 4 }),
        metric("spend", null, "Q1", { unit: "EUR", value: 12_000, numerator: 12_000_000_000 }),
        metric("cost_per_lead", "SQL", "Q1", { value: 3000, numerator: 12_000_000_000, denominator: 4 }),
        metric("lagged_cost_per_lead", "SQL", "Q1", { value: null, numerator: null, denominator: 4 }),
      ],
    });
    expect(rowsOf(report, "SQL report by fiscal quarter")).toEqual([
      ["Jan-Mar 2026", "4", "-", "-", "€12,000", "€3,000.00", "-", "provisional"],
    ]);
    expect(report).toContain("Lagged: by the spend 30 days earlier.");
  });

  it("leaves the lagged cost out where the tenant has no lag", () => {
    const tenants = new Map([["acme", { ...acme, lag: null }]]);
    const metrics = [metric("leads_reached", "SQL", "Q1", { value: 4, numerator: 4 })];
    expect(renderReport({ ...nothing, config: { ...config, tenants }, metrics })).not.toMatch(/lagged/i);
  });

  it("tells how long leads took and how well the SLA was kept", () => {
    const report = renderReport({
      ...nothing,
      metrics: [
        metric("velocity", "MQL>SQL", "March", { sampleP50: 20 * HOUR_MS, sampleP90: 52 * HOUR_MS }),
        metric("time_in_stage", "MQL", "March", { sampleP50: 0.4 * HOUR_MS, sampleP90: 50 * HOUR_MS }),
        metric("sla_met", "accept-or-reject", "March", { numerator: 3 }),
        metric("sla_breached", "accept-or-reject", "March", { numerator: 1 }),
        metric("sla_compliance", "accept-or-reject", "March", { value: 0.75, numerator: 3, denominator: 4 }),
        metric("sla_within_1h", "accept-or-reject", "March", { value: 0.25, numerator: 1, denominator: 4 }),
        metric("sla_response_time", "accept-or-reject", "March", { sampleP50: 22 * HOUR_MS }),
      ],
    });
    expect(rowsOf(report, "Velocity by month")).toEqual([["Mar 2026", "20h 00m", "2d 4h", "24m", "2d 2h"]]);
    expect(rowsOf(report, "SLA compliance")).toEqual([
      ["accept-or-reject", "Mar 2026", "2d 0h", "22h 00m", "3", "1", "-", "75.0%", "25.0%"],
    ]);
  });

  it("names the campaigns and owners that do worst, but not on a handful of leads", () => {
    const campaign = (campaignId: string, numerator: number, denominator: number) =>
      metric("acceptance_rate", "SQL", "Q1", {
        channel: "paid",
        campaignId,
        value: numerator / denominator,
        numerator,
        denominator,
      });
    const owner = (ownerId: string, month: "February" | "March", numerator: number, denominator: number) =>
      metric("sla_compliance", "accept-or-reject", month, { ownerId, numerator, denominator });
    const report = renderReport({
      ...nothing,
      metrics: [
        campaign("good", 50, 100),
        campaign("giveaway", 8, 100),
        campaign("tiny", 0, 19),
        campaign("(none)", 0, 100),
        owner("ann", "February", 20, 20),
        owner("marco", "February", 6, 15),
        owner("marco", "March", 4, 5),
        owner("new", "March", 0, 3),
      ],
    });
    expect(rowsOf(report, "Campaigns to look at").map(([name, , , , , rate]) => [name, rate])).toEqual([
      ["giveaway", "8.0%"],
      ["good", "50.0%"],
    ]);
    expect(rowsOf(report, "Owners to talk to")).toEqual([
      ["marco", "10", "10", "50.0%"],
      ["ann", "20", "0", "100.0%"],
    ]);
  });

  it("lists the breaches that fell due last, with what is still open overdue until now", () => {
    const report = renderReport({
      ...nothing,
      breaches: [
        breach({ leadId: "A" }),
        breach({
          leadId: "B",
          kind: "RESOLVED",
          dueAt: at("2026-03-14T08:00:00Z"),
          endedAt: at("2026-03-14T10:00:00Z"),
          overdueMs: 2 * HOUR_MS,
          ownerId: null,
        }),
        breach({ leadId: "C", kind: "AT_RISK" }),
        breach({ leadId: "D", kind: "RETRACTED" }),
        breach({ leadId: "E", kind: "CLEARED" }),
      ],
    });
    expect(rowsOf(report, "Latest SLA breaches")).toEqual([
      ["B", "(none)", "accept-or-reject", "14 Mar 2026 09:00", "2h 00m", "resolved"],
      ["A", "ann", "accept-or-reject", "13 Mar 2026 13:00", "3d 0h", "open"],
    ]);
    expect(report).toContain("Overdue now: 1, at risk: 1.");
  });

  it("tells what was refused, and why", () => {
    const report = renderReport({ ...nothing, deadLetters: new Map([["UNKNOWN_STAGE", 2]]) });
    expect(rowsOf(report, "Dead letters")[0]).toEqual(["UNKNOWN_STAGE", "2", "the tenant's funnel has no such stage"]);
  });

  it("stands where nothing is known", () => {
    expect(renderReport(nothing)).toBe(
      "Dead letters\nRecords that were refused, and count nowhere until they are repaired and sent again.\n(nothing yet)\n",
    );
    const little = renderReport({
      ...nothing,
      metrics: [metric("velocity", "MQL>SQL", "March", {}), metric("spend", null, "February", {})],
    });
    expect(rowsOf(little, "Velocity by month")).toEqual([["Mar 2026", "-", "-", "-", "-"]]);
    expect(little).not.toMatch(/NaN|undefined|null|Infinity/);
    expect(little).toContain("acme  (Europe/Rome, EUR; as of 16 Mar 2026 13:00)");
  });

  it("has a chapter for each tenant, also for those that the entry * serves", () => {
    const tenants = new Map([["*", acme]]);
    const metrics = ["zeta", "beta"].map((tenantId) =>
      metric("leads_reached", "MQL", "March", { tenantId, numerator: 1 }),
    );
    const report = renderReport({ ...nothing, config: { ...config, tenants }, metrics });
    expect(report.indexOf("beta  (")).toBeGreaterThanOrEqual(0);
    expect(report.indexOf("beta  (")).toBeLessThan(report.indexOf("zeta  ("));
  });

  it.each([
    { kind: "days", days: 365 } as const,
    { kind: "velocity", pair: { from: "*", to: "SQL" }, roundToDays: 30 } as const,
  ])("fits a terminal of 100 columns with a lag of $kind, and has escapes only where colour is asked for", (lag) => {
    const input = {
      ...nothing,
      metrics: (["February", "March", "Q1"] as const).flatMap((period) => [
        metric("leads_reached", "MQL", period, { numerator: 1_234 }),
        metric("leads_reached", "SQL", period, { numerator: 1_000 }),
        metric("leads_rejected", "REJECTED", period, { numerator: 1_000 }),
        metric("acceptance_rate", "SQL", period, { value: 0.81, numerator: 1000, denominator: 1234 }),
        metric("cohort_acceptance_rate", "SQL", period, { value: 0.81 }),
        metric("target_attainment", "MQL", period, { value: 1.234, denominator: 1000 }),
        metric("target_attainment", "SQL", period, { value: 1.234, denominator: 1000 }),
        metric("target_pace", "MQL", period, { value: 1.234 }),
        metric("spend", null, period, { value: 1_234_567 }),
        metric("cost_per_lead", "SQL", period, { value: 1234.56 }),
        metric("lagged_cost_per_lead", "SQL", period, { value: 1234.56 }),
      ]),
      breaches: [breach({ leadId: "lumen-0001" })],
    };
    const plain = renderReport({ ...input, config: { ...config, tenants: new Map([["acme", { ...acme, lag }]]) } });
    expect(Math.max(...plain.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(plain).not.toContain("\u001b");
    expect(renderReport(input, { colour: true })).toContain("\u001b[1mMQL report by month\u001b[22m");
  });
});
