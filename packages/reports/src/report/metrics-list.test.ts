import { describe, expect, it } from "vitest";
import { given, metric } from "../report.test-support.ts";
import { metricsQuerySchema } from "../shape/metrics-list.ts";
import { metricsList } from "./metrics-list.ts";

const context = given({
  metrics: [
    metric("leads_reached", "SQL", { value: 3, numerator: 3 }),
    metric("leads_reached", "SQL", { value: 2, numerator: 2, channel: "paid" }),
    metric("leads_reached", "MQL", { value: 9, numerator: 9, periodStart: "2026-02-01" }),
    metric("leads_reached", "MQL", { value: 1, numerator: 1, grain: "DAY" }),
    metric("spend", null, { numerator: 9_007_199_254_740_993n, unit: "EUR" }),
  ],
});
const idsOf = (query: object): string[] =>
  metricsList(context, metricsQuerySchema.parse(query)).rows.map(
    ({ metric: name, subject, channel, period }) =>
      `${name} ${subject} ${channel ?? "all"} ${period.grain} ${period.start}`,
  );

describe("any metric", () => {
  it.each([
    [{ metric: "spend" }, ["spend null all MONTH 2026-03-01"]],
    [{ subject: "MQL", grain: "DAY" }, ["leads_reached MQL all DAY 2026-03-01"]],
    [{ subject: "MQL", to: "2026-02-28" }, ["leads_reached MQL all MONTH 2026-02-01"]],
    [{ from: "2026-03-01", grain: "MONTH", by: "", subject: "SQL" }, ["leads_reached SQL all MONTH 2026-03-01"]],
    [{ by: "channel" }, ["leads_reached SQL paid MONTH 2026-03-01"]],
    [{ channel: "paid" }, ["leads_reached SQL paid MONTH 2026-03-01"]],
    [{ by: "channel,ownerId" }, []],
  ])("is found by %j", (query, ids) => {
    expect(idsOf(query)).toEqual(ids);
  });

  it("is paged, each value once", () => {
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = metricsQuerySchema.parse({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      const page = metricsList(context, query);
      ids.push(...page.rows.map(({ metricId }) => metricId));
      cursor = page.nextCursor;
    }

    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });

  it("has its exact digits where a number would not", () => {
    expect(metricsList(context, metricsQuerySchema.parse({ metric: "spend" })).rows[0]?.numerator).toBe(
      "9007199254740993",
    );
  });

  it("refuses a day that does not exist", () => {
    expect(() => metricsList(context, metricsQuerySchema.parse({ from: "2026-02-30" }))).toThrow(
      expect.objectContaining({ code: "STF-RPT-003", parameter: "from" }),
    );
  });
});
