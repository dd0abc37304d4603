/**
 * Periods as days: SEMANTICS 6.
 *
 * | grain                | the period of day D                                                     |
 * | -------------------- | ----------------------------------------------------------------------- |
 * | DAY, WEEK, MONTH     | the one that holds D; weeks from Monday                                 |
 * | QUARTER, HALF, YEAR  | the one that holds D, counted from the first month of the fiscal year   |
 * | ROLLING_7D, 30D, 90D | the 7, 30, 90 days that end with D and include it                       |
 *
 * Arithmetic and one table, so each takes tens of ns from the first time on.
 */
import type { Grain } from "../config/config.ts";
import { firstDayOfMonth, monthNumberOf, weekdayOf } from "../time/civil-date.ts";

/** Days from `start` to before `end`, as day numbers. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

/** The period of `day`; `fiscalYearStartMonth` is 1 to 12. Pure. */
export function periodOf(grain: Grain, day: number, fiscalYearStartMonth: number): Period {
  const start = periodStartOf(grain, day, fiscalYearStartMonth);
  return { start, end: periodEndOf(grain, start) };
}

/** The first day of the period of `day`. Pure. */
export function periodStartOf(grain: Grain, day: number, fiscalYearStartMonth: number): number {
  switch (grain) {
    case "DAY":
      return day;
    case "WEEK":
      return day - weekdayOf(day);
    case "MONTH":
      return firstDayOfMonth(monthNumberOf(day));
    case "QUARTER":
      return startOfMonths(3, day, fiscalYearStartMonth);
    case "HALF":
      return startOfMonths(6, day, fiscalYearStartMonth);
    case "YEAR":
      return startOfMonths(12, day, fiscalYearStartMonth);
    case "ROLLING_7D":
      return day - 6;
    case "ROLLING_30D":
      return day - 29;
    case "ROLLING_90D":
      return day - 89;
  }
}

/** The day after the last of the period that begins on `start`, which must be the first day of one. Pure. */
export function periodEndOf(grain: Grain, start: number): number {
  switch (grain) {
    case "DAY":
      return start + 1;
    case "WEEK":
      return start + 7;
    case "MONTH":
      return firstDayOfMonth(monthNumberOf(start) + 1);
    case "QUARTER":
      return firstDayOfMonth(monthNumberOf(start) + 3);
    case "HALF":
      return firstDayOfMonth(monthNumberOf(start) + 6);
    case "YEAR":
      return firstDayOfMonth(monthNumberOf(start) + 12);
    case "ROLLING_7D":
      return start + 7;
    case "ROLLING_30D":
      return start + 30;
    case "ROLLING_90D":
      return start + 90;
  }
}

function startOfMonths(months: number, day: number, fiscalYearStartMonth: number): number {
  const month = monthNumberOf(day);
  const past = month - (fiscalYearStartMonth - 1);
  return firstDayOfMonth(month - (past - Math.floor(past / months) * months));
}
