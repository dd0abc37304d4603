import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  civilFromDay,
  dayFromCivil,
  firstDayOfMonth,
  formatDay,
  monthNumberOf,
  parseDay,
  weekdayOf,
} from "./civil-date.ts";

const epoch = new Temporal.PlainDate(1970, 1, 1);
/** As far as Temporal reaches. */
const anyDay = fc.integer({ min: -100_000_000, max: 100_000_000 });
const fourDigitDay = fc.integer({ min: dayFromCivil(0, 1, 1), max: dayFromCivil(9999, 12, 31) });

describe("a day number", () => {
  test.prop([anyDay])("is the date that Temporal says", (day) => {
    const date = epoch.add({ days: day });

    expect(civilFromDay(day)).toEqual({ year: date.year, month: date.month, day: date.day });
    expect(dayFromCivil(date.year, date.month, date.day)).toBe(day);
    expect(weekdayOf(day)).toBe(date.dayOfWeek - 1);
    expect(formatDay(day)).toBe(date.toString());
  });

  test.prop([anyDay])("lies in its month", (day) => {
    const month = monthNumberOf(day);

    expect(firstDayOfMonth(month)).toBeLessThanOrEqual(day);
    expect(firstDayOfMonth(month + 1)).toBeGreaterThan(day);
  });

  it("is right on every day of an era, first to last of each month", () => {
    let expected = dayFromCivil(1600, 1, 1);
    for (let month = 1600 * 12; month <= 2000 * 12; month++) {
      const date = civilFromDay(expected);
      expect(date).toEqual({ year: Math.floor(month / 12), month: (month % 12) + 1, day: 1 });
      expect(civilFromDay(expected - 1).month).toBe(((month + 11) % 12) + 1);
      expected += Temporal.PlainYearMonth.from({ year: date.year, month: date.month }).daysInMonth;
    }
  });
});

describe("the text of a day", () => {
  test.prop([fourDigitDay])("comes back as the day", (day) => {
    expect(parseDay(formatDay(day))).toBe(day);
  });

  it.each([
    ["0000-01-01", -719_528],
    ["1970-01-01", 0],
    ["2000-02-29", 11_016],
    ["9999-12-31", 2_932_896],
  ])("%s is a date", (text, day) => {
    expect(parseDay(text)).toBe(day);
  });

  it.each([
    "2026-02-29",
    "1900-02-29",
    "2026-04-31",
    "2026-01-32",
    "2026-00-10",
    "2026-13-01",
    "2026-01-00",
    "2026-1-1",
    "20260101",
    "+002026-01-01",
    "-2026-01-01",
    " 2026-01-01",
    "2026-01-01\n",
    "2026-01-01T00:00",
    "٢٠٢٦-٠١-٠١",
    "",
  ])("%j is none", (text) => {
    expect(parseDay(text)).toBeNull();
  });
});
