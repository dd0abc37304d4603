/**
 * Local days and the periods made of them, straight from Temporal: SEMANTICS 1 and 6.
 *
 * A day is its number since 1970-01-01; an instant is ms since epoch. Everything is looked up once
 * and remembered, because Temporal is slow; nothing else is clever here.
 */
import type { Grain } from "@stagefold/domain";

const EPOCH = Temporal.PlainDate.from("1970-01-01");

/** A span of days: `start` is the first, `end` the day after the last. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

function remembered<T>(compute: (zone: string, at: number) => T): (zone: string, at: number) => T {
  const known = new Map<string, Map<number, T>>();
  return (zone, at) => {
    const ofZone = known.get(zone) ?? new Map<number, T>();
    known.set(zone, ofZone);
    const found = ofZone.get(at);
    if (found !== undefined) return found;
    const value = compute(zone, at);
    ofZone.set(at, value);
    return value;
  };
}

/** The calendar date of a day. */
export function dateOf(day: number): Temporal.PlainDate {
  return EPOCH.add({ days: day });
}

/** The day of a calendar date. */
export function dayOf(date: Temporal.PlainDate): number {
  return EPOCH.until(date, { largestUnit: "days" }).days;
}

/** The local day that holds the instant. */
export const localDay = remembered((zone, at) =>
  dayOf(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()),
);

/** The first instant of a local day. */
export const startOfDay = remembered((zone, day) => dateOf(day).toZonedDateTime({ timeZone: zone }).epochMilliseconds);

const ROLLING: Readonly<Partial<Record<Grain, number>>> = { ROLLING_7D: 7, ROLLING_30D: 30, ROLLING_90D: 90 };
const MONTHS: Readonly<Partial<Record<Grain, number>>> = { MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12 };

/** Whether the grain is one of the rolling ones. */
export function isRolling(grain: Grain): boolean {
  return ROLLING[grain] !== undefined;
}

/** The months that a period of this grain has: undefined where it is not made of months. */
export function monthsOf(grain: Grain): number | undefined {
  return MONTHS[grain];
}

const calendarPeriods = new Map<string, Period>();

/** All periods of a grain that hold the day: one, or N for the rolling windows of N days. */
export function periodsHolding(day: number, grain: Grain, fiscalYearStartMonth: number): readonly Period[] {
  const length = ROLLING[grain];
  if (length !== undefined) {
    return Array.from({ length }, (_, ahead) => ({ start: day + ahead - length + 1, end: day + ahead + 1 }));
  }
  const key = `${grain} ${fiscalYearStartMonth} ${day}`;
  const period = calendarPeriods.get(key) ?? calendarPeriod(day, grain, fiscalYearStartMonth);
  calendarPeriods.set(key, period);
  return [period];
}

function calendarPeriod(day: number, grain: Grain, fiscalYearStartMonth: number): Period {
  if (grain === "DAY") return { start: day, end: day + 1 };
  const date = dateOf(day);
  if (grain === "WEEK") {
    const monday = day - (date.dayOfWeek - 1);
    return { start: monday, end: monday + 7 };
  }
  const months = MONTHS[grain] ?? 1;
  const monthOfFiscalYear = (date.month - fiscalYearStartMonth + 12) % 12;
  const first = date.with({ day: 1 }).subtract({ months: monthOfFiscalYear % months });
  return { start: dayOf(first), end: dayOf(first.add({ months })) };
}
