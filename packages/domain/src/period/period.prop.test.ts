import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { formatDay, parseDay } from "../time/civil-date.ts";
import { CALENDAR_GRAINS, GRAINS, isRolling, ROLLING_GRAINS, rollingDaysOf } from "./grain.ts";
import { periodEndOf, periodOf } from "./period.ts";

const anyDay = fc.integer({ min: -720_000, max: 2_932_896 });
const anyStartMonth = fc.integer({ min: 1, max: 12 });

describe("a calendar period", () => {
  test.prop([fc.constantFrom(...CALENDAR_GRAINS), anyDay, anyStartMonth])(
    "holds its day, is the period of all its days, and meets its neighbours",
    (grain, day, startMonth) => {
      const period = periodOf(grain, day, startMonth);

      expect(period.start).toBeLessThanOrEqual(day);
      expect(period.end).toBeGreaterThan(day);
      expect(periodOf(grain, period.start, startMonth)).toEqual(period);
      expect(periodOf(grain, period.end - 1, startMonth)).toEqual(period);
      expect(periodOf(grain, period.end, startMonth).start).toBe(period.end);
    },
  );

  test.prop([anyDay, anyStartMonth])(
    "of months begins a whole number of them into the fiscal year",
    (day, startMonth) => {
      const year = dateOf(periodOf("YEAR", day, startMonth).start);

      expect([year.month, year.day]).toEqual([startMonth, 1]);
      for (const [grain, months] of [
        ["MONTH", 1],
        ["QUARTER", 3],
        ["HALF", 6],
        ["YEAR", 12],
      ] as const) {
        const period = periodOf(grain, day, startMonth);
        const elapsed = year.until(dateOf(period.start), { largestUnit: "months" });
        expect([elapsed.months % months, elapsed.days]).toEqual([0, 0]);
        expect(dateOf(period.start).add({ months }).equals(dateOf(period.end))).toBe(true);
      }
    },
  );

  it.each([
    ["DAY", 1, "2026-02-15", "2026-02-15", "2026-02-16"],
    ["WEEK", 1, "2026-02-15", "2026-02-09", "2026-02-16"],
    ["WEEK", 1, "2026-02-16", "2026-02-16", "2026-02-23"],
    ["MONTH", 1, "2024-02-15", "2024-02-01", "2024-03-01"],
    ["QUARTER", 1, "2026-02-15", "2026-01-01", "2026-04-01"],
    ["QUARTER", 2, "2026-01-31", "2025-11-01", "2026-02-01"],
    ["HALF", 4, "2026-03-31", "2025-10-01", "2026-04-01"],
    ["YEAR", 4, "2026-03-31", "2025-04-01", "2026-04-01"],
    ["YEAR", 12, "2026-12-01", "2026-12-01", "2027-12-01"],
  ] as const)("%s, fiscal year from month %d, of %s is %s to %s", (grain, startMonth, day, start, end) => {
    const period = periodOf(grain, parseDay(day) as number, startMonth);

    expect([formatDay(period.start), formatDay(period.end)]).toEqual([start, end]);
  });
});

describe("a rolling period", () => {
  test.prop([fc.constantFrom(...ROLLING_GRAINS), anyDay, anyStartMonth])(
    "ends with its day",
    (grain, day, startMonth) => {
      expect(periodOf(grain, day, startMonth)).toEqual({ start: day + 1 - rollingDaysOf(grain), end: day + 1 });
    },
  );
});

describe("the grains", () => {
  it("are calendar ones, then rolling ones with their days", () => {
    expect(GRAINS.map((grain) => rollingDaysOf(grain))).toEqual([null, null, null, null, null, null, 7, 30, 90]);
    expect(GRAINS.filter((grain) => isRolling(grain))).toEqual(ROLLING_GRAINS);
  });

  test.prop([fc.constantFrom(...GRAINS), anyDay, anyStartMonth])(
    "end where a start alone says",
    (grain, day, startMonth) => {
      const period = periodOf(grain, day, startMonth);

      expect(periodEndOf(grain, period.start)).toBe(period.end);
    },
  );
});

function dateOf(day: number): Temporal.PlainDate {
  return new Temporal.PlainDate(1970, 1, 1).add({ days: day });
}
