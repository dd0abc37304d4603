import { describe, expect, it } from "vitest";
import { acme, DAY, given, HOUR, metric, stay } from "../report.test-support.ts";
import { sqlLeadsQuerySchema } from "../shape/sql-leads.ts";
import { sqlQuerySchema } from "../shape/sql-report.ts";
import { sqlLeads } from "./sql-leads.ts";
import { sqlReport, trendOf } from "./sql-report.ts";

const march = sqlQuerySchema.parse({ from: "2026-03-01", to: "2026-03-31" });
const marchOf = (context: Parameters<typeof sqlReport>[0]) => sqlReport(context, march).rows[0];

describe("the SQL report", () => {
  it("gives the cost of an SQL with the exact money and leads behind it", () => {
    const context = given({
      metrics: [
        metric("leads_reached", "SQL", { value: 3, numerator: 3 }),
        metric("spend", null, { value: 3100, numerator: 3_100_000_000 }),
        metric("cost_per_lead", "SQL", { value: 1033.33, numerator: 3_100_000_000, denominator: 3 }),
      ],
    });

    expect(marchOf(context)).toMatchObject({
      sqls: 3,
      spend: { micros: "3100000000", value: 3100, currency: "EUR" },
      cost: { n: { micros: "3100000000", value: 3100, currency: "EUR" }, d: 3, value: 1033.33 },
      costPerMql: { d: 0, value: null },
    });
  });

  it("shows the lag, both windows and the money in them", () => {
    const lagged = metric("lagged_cost_per_lead", "SQL", { value: 900, numerator: 2_700_000_000, denominator: 3 });

    expect(marchOf(given({ metrics: [lagged] }))?.lagged).toEqual({
      lagDays: 7,
      reachedWindow: { start: "2026-03-01", end: "2026-04-01" },
      spendWindow: { start: "2026-02-22", end: "2026-03-25" },
      n: { micros: "2700000000", value: 2700, currency: "EUR" },
      d: 3,
      value: 900,
    });
  });

  it("keeps money exact where a double would not", () => {
    const spend = metric("spend", null, { value: 9e12, numerator: 9_007_199_254_740_993n });

    expect(marchOf(given({ metrics: [spend] }))?.spend?.micros).toBe("9007199254740993");
  });

  describe("with a lag made of a velocity", () => {
    const lag = { kind: "velocity", pair: { from: "MQL", to: "SQL" }, roundToDays: 5 } as const;

    it("takes it from the published velocity, exactly", () => {
      const velocity = metric("velocity", "MQL>SQL", { sampleCount: 2, sampleSum: 15 * DAY, value: 7.5 * DAY });

      expect(marchOf(given({ metrics: [velocity] }, { config: acme({ lag }) }))?.lagged?.lagDays).toBe(10);
    });

    it("takes it from the stays where the velocity is not published", () => {
      const publish = { grains: null, metrics: new Set(["lagged_cost_per_lead"] as const) };
      const stays = [
        stay("a", "MQL", "2026-02-01", { exitedAt: "2026-03-01", nextStage: "SQL" }),
        stay("a", "SQL", "2026-03-01", { previousStage: "MQL" }),
      ];

      const row = marchOf(given({ stays }, { config: acme({ lag, publish }) }));
      expect(row?.lagged).toMatchObject({ lagDays: 30, spendWindow: { start: "2026-01-30", end: "2026-03-02" } });
    });

    it("has no windows of money where nobody took that way", () => {
      const lagged = metric("lagged_cost_per_lead", "SQL", { denominator: 1 });

      expect(marchOf(given({ metrics: [lagged] }, { config: acme({ lag }) }))?.lagged).toMatchObject({
        lagDays: null,
        spendWindow: null,
        n: null,
        d: 1,
        value: null,
      });
    });
  });

  it("has no lagged cost where no lag is configured", () => {
    expect(marchOf(given({}, { config: acme({ lag: null }) }))?.lagged).toBeNull();
  });

  it("has no costs by owner, as spend names none", () => {
    const query = sqlQuerySchema.parse({ from: "2026-03-01", to: "2026-03-31", ownerId: "anna" });

    expect(sqlReport(given({}), query).rows[0]).toMatchObject({ sqls: 0, spend: null, cost: null, lagged: null });
  });

  it("compares with the period before", () => {
    const context = given({
      metrics: [
        metric("leads_reached", "SQL", { numerator: 4, periodStart: "2026-02-01" }),
        metric("leads_reached", "SQL", { numerator: 5 }),
      ],
    });

    expect(marchOf(context)?.trend.sqls).toEqual({ previous: 4, change: 0.25 });
  });

  it("compares a rolling period with the one that ended where it begins", () => {
    const rolling = { grain: "ROLLING_7D", numerator: 3 } as const;
    const context = given({
      metrics: [
        metric("leads_reached", "SQL", { ...rolling, periodStart: "2026-03-03" }),
        metric("leads_reached", "SQL", { ...rolling, periodStart: "2026-03-10", numerator: 6 }),
      ],
    });

    const query = sqlQuerySchema.parse({ grain: "ROLLING_7D", from: "2026-03-16", to: "2026-03-16" });
    expect(sqlReport(context, query).rows[0]?.trend.sqls).toEqual({ previous: 3, change: 1 });
  });

  it("has no change from nothing", () => {
    expect(trendOf(3, 0)).toEqual({ previous: 0, change: null });
    expect(trendOf(3, null)).toEqual({ previous: null, change: null });
  });
});

describe("the leads that reached SQL", () => {
  const accepted = (lead: string, at: string, channel = "paid") => [
    stay(lead, "INQUIRY", "2026-03-01T00:00Z", { exitedAt: "2026-03-02T00:00Z", nextStage: "MQL" }),
    stay(lead, "MQL", "2026-03-02T00:00Z", { previousStage: "INQUIRY", exitedAt: at, nextStage: "SQL" }),
    stay(lead, "SQL", at, { previousStage: "MQL", channel }),
  ];
  const context = given({
    stays: [
      ...accepted("late", "2026-03-05T00:00Z"),
      ...accepted("early", "2026-03-03T06:00Z"),
      ...accepted("same", "2026-03-05T00:00Z", "events"),
      ...accepted("april", "2026-04-01T00:00Z"),
    ],
  });

  it("are listed by date, with how long they took", () => {
    const page = sqlLeads(context, sqlLeadsQuerySchema.parse({}));

    expect(page.rows.map(({ leadId }) => leadId)).toEqual(["early", "late", "same"]);
    expect(page.rows[0]).toMatchObject({ sinceQualifiedMs: 30 * HOUR, sinceBeginMs: 54 * HOUR, channel: "paid" });
    expect(page).toMatchObject({ total: 3, nextCursor: null });
  });

  it("are paged by a cursor, none twice and none left out", () => {
    const first = sqlLeads(context, sqlLeadsQuerySchema.parse({ limit: "2" }));
    const second = sqlLeads(context, sqlLeadsQuerySchema.parse({ limit: "2", cursor: first.nextCursor }));

    expect(first.rows.map(({ leadId }) => leadId)).toEqual(["early", "late"]);
    expect(second.rows.map(({ leadId }) => leadId)).toEqual(["same"]);
    expect(second.nextCursor).toBeNull();
  });

  it("are those of a segment at the entry to SQL, whatever is published", () => {
    const page = sqlLeads(context, sqlLeadsQuerySchema.parse({ channel: "events", campaignId: "(none)" }));

    expect(page.rows.map(({ leadId }) => leadId)).toEqual(["same"]);
  });

  it.each(["nonsense", "[1]", '["a","b"]', '[1.5,"a"]', "null"])("refuse the cursor %s", (cursor) => {
    expect(() => sqlLeads(context, sqlLeadsQuerySchema.parse({ cursor }))).toThrow(
      expect.objectContaining({ code: "STF-RPT-004" }),
    );
  });
});
