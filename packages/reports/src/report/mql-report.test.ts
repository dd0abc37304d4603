import { describe, expect, it } from "vitest";
import { acme, DAY, given, metric, stay } from "../report.test-support.ts";
import { mqlQuerySchema } from "../shape/mql-report.ts";
import { mqlReport } from "./mql-report.ts";

const march = mqlQuerySchema.parse({ from: "2026-03-01", to: "2026-03-31" });
const marchOf = (context: Parameters<typeof mqlReport>[0], query = march) => mqlReport(context, query).rows[0];

describe("the MQL report", () => {
  it("sets what was passed to sales against target, pace and projection", () => {
    const context = given({
      metrics: [
        metric("leads_reached", "MQL", { value: 10, numerator: 10 }),
        metric("target_attainment", "MQL", { value: 0.5, numerator: 10, denominator: 20 }),
        metric("target_pace", "MQL", { value: 1, numerator: 10 }),
      ],
    });

    expect(marchOf(context)).toMatchObject({
      passed: 10,
      target: 20,
      attainment: { n: 10, d: 20, value: 0.5 },
      pace: 1,
      elapsed: 0.5,
      projection: 20,
      status: "PROVISIONAL",
      asOf: "2026-03-16T00:00:00.000Z",
    });
  });

  it("shows the counts behind each rate, and 0 of what has no record", () => {
    const context = given({
      metrics: [metric("acceptance_rate", "SQL", { value: 0.75, numerator: 3, denominator: 4 })],
    });

    expect(marchOf(context)).toMatchObject({
      efficiency: { n: 3, d: 4, value: 0.75 },
      cohort: { n: 0, d: 0, value: null },
      accepted: 0,
      target: null,
      attainment: null,
    });
  });

  it("is null where the configuration makes no such metric", () => {
    const config = acme({ publish: { grains: null, metrics: new Set(["leads_reached"]) } });

    expect(marchOf(given({}, { config }))).toMatchObject({ passed: 0, efficiency: null, cohort: null, rejected: null });
  });

  it("gives the reasons of rejections, in the segment and on the day of the MQL", () => {
    const rejected = (lead: string, reason: string | null, channel: string) => [
      stay(lead, "MQL", "2026-03-02", { exitedAt: "2026-03-04", nextStage: "REJECTED", channel }),
      stay(lead, "REJECTED", "2026-03-04", { previousStage: "MQL", reason, channel: "changed" }),
    ];
    const context = given({
      stays: [
        ...rejected("a", "no budget", "paid"),
        ...rejected("b", null, "paid"),
        ...rejected("c", "no budget", "paid"),
        ...rejected("d", "too small", "events"),
        stay("e", "MQL", "2026-03-02", { exitedAt: "2026-04-01", nextStage: "REJECTED", channel: "paid" }),
      ],
    });

    const paid = mqlQuerySchema.parse({ from: "2026-03-01", to: "2026-03-31", channel: "paid" });
    expect(marchOf(context, paid)?.rejectedReasons).toEqual([
      { reason: "no budget", count: 2 },
      { reason: null, count: 1 },
    ]);
  });

  it("tells which rejection of a lead that was rejected twice had which reason", () => {
    const context = given({
      stays: [
        stay("a", "MQL", "2026-02-10", { exitedAt: "2026-02-11", nextStage: "REJECTED" }),
        stay("a", "REJECTED", "2026-02-11", { previousStage: "MQL", exitedAt: "2026-03-02", reason: "too early" }),
        stay("a", "MQL", "2026-03-02", { visit: 2, exitedAt: "2026-03-03", nextStage: "REJECTED" }),
        stay("a", "REJECTED", "2026-03-03", { previousStage: "MQL", visit: 2, reason: "no budget" }),
      ],
    });

    expect(marchOf(context)?.rejectedReasons).toEqual([{ reason: "no budget", count: 1 }]);
  });

  it("ages the MQLs of the period that are still open at the clock", () => {
    const context = given({
      stays: [
        stay("a", "MQL", "2026-03-15T12:00Z"),
        stay("b", "MQL", "2026-03-06T12:00Z"),
        stay("c", "MQL", "2026-02-01"),
        stay("d", "MQL", "2026-03-02", { exitedAt: "2026-03-03", nextStage: "SQL" }),
      ],
    });

    expect(marchOf(context)?.open).toEqual({ count: 2, meanMs: 5.5 * DAY, p50Ms: DAY, p90Ms: DAY, maxMs: 10 * DAY });
  });

  it("is final once the period and its grace are over, and restated where a figure is", () => {
    const late = { now: "2026-04-02T00:00Z" };

    expect(marchOf(given({}, late))?.status).toBe("FINAL");
    expect(marchOf(given({}, { now: "2026-04-01T23:59Z" }))?.status).toBe("PROVISIONAL");
    const restated = metric("leads_reached", "SQL", { value: 1, numerator: 1, status: "RESTATED" });
    expect(marchOf(given({ metrics: [restated] }, late))?.status).toBe("RESTATED");
  });

  it("covers a year up to the clock's month, and says the query that gives it again", () => {
    const report = mqlReport(given({}), mqlQuerySchema.parse({}));

    expect(report.rows.map(({ period }) => period.start)).toHaveLength(12);
    expect(report.rows.at(-1)?.period).toEqual({ grain: "MONTH", start: "2026-03-01", end: "2026-04-01" });
    expect(report.query).toBe("/v1/tenants/acme/reports/mql?grain=MONTH&from=2025-04-01&to=2026-03-01");
  });

  it("has no rows while nothing has been read", () => {
    expect(mqlReport(given({}, { now: null }), mqlQuerySchema.parse({})).rows).toEqual([]);
  });

  it("refuses a segment that is not published, and says which are", () => {
    const query = mqlQuerySchema.parse({ campaignId: "spring" });

    expect(() => mqlReport(given({}), query)).toThrow(
      expect.objectContaining({ code: "STF-RPT-001", parameter: "campaignId", allowed: ["", "channel", "ownerId"] }),
    );
  });

  it("refuses a grain that the segment does not have, and says which it has", () => {
    const query = mqlQuerySchema.parse({ channel: "paid", grain: "WEEK" });

    expect(() => mqlReport(given({}), query)).toThrow(
      expect.objectContaining({ code: "STF-RPT-002", parameter: "grain", allowed: ["MONTH", "QUARTER"] }),
    );
  });
});
