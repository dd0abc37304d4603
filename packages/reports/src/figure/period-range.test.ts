import { describe, expect, it } from "vitest";
import { acme, given } from "../report.test-support.ts";
import { onePeriodOf, periodRangeOf, periodShape } from "./period-range.ts";

const context = given({});
const startsOf = (...[of, grain, from, to]: Parameters<typeof periodRangeOf>) =>
  periodRangeOf(of, grain, from, to)?.periods.map((period) => periodShape(grain, period).start);

describe("a range of periods", () => {
  it("goes from the period of one day to that of another", () => {
    expect(startsOf(context, "MONTH", "2026-01-15", "2026-03-02")).toEqual(["2026-01-01", "2026-02-01", "2026-03-01"]);
  });

  it("follows the fiscal year", () => {
    const fiscal = given({}, { config: acme({ fiscalYearStartMonth: 2 }) });

    expect(startsOf(fiscal, "QUARTER", "2025-12-01", "2026-02-01")).toEqual(["2025-11-01", "2026-02-01"]);
  });

  it("has a rolling period for every day", () => {
    expect(startsOf(context, "ROLLING_7D", "2026-03-07", "2026-03-08")).toEqual(["2026-03-01", "2026-03-02"]);
  });

  it("ends with the clock's day in the tenant's time zone", () => {
    const ahead = given({}, { config: acme({ timeZone: "Pacific/Kiritimati" }), now: "2026-03-16T12:00Z" });

    expect(startsOf(ahead, "DAY", "2026-03-16", undefined)).toEqual(["2026-03-16", "2026-03-17"]);
  });

  it("may begin after the clock's day", () => {
    expect(startsOf(context, "MONTH", "2026-05-01", undefined)).toEqual(["2026-05-01"]);
  });

  it.each([
    ["from", "2026-04-01", "2026-03-01"],
    ["from", "2026-02-30", undefined],
    ["to", undefined, "yesterday"],
    ["from", "1970-01-01", "2026-03-01"],
  ])("is refused for its %s: %s to %s", (parameter, from, to) => {
    expect(() => periodRangeOf(context, "DAY", from, to)).toThrow(
      expect.objectContaining({ code: "STF-RPT-003", parameter }),
    );
  });

  it("is nothing without a day or a clock", () => {
    expect(periodRangeOf(given({}, { now: null }), "DAY", undefined, undefined)).toBeNull();
  });
});

describe("one period", () => {
  it("is that of the clock, or of a day", () => {
    expect(periodShape("MONTH", onePeriodOf(context, "MONTH", undefined)).start).toBe("2026-03-01");
    expect(periodShape("YEAR", onePeriodOf(context, "YEAR", "2024-05-05")).start).toBe("2024-01-01");
  });
});
