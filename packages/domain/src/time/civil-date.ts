/**
 * Dates of the proleptic Gregorian calendar as day numbers: days since 1970-01-01, no time zone.
 *
 * Integer arithmetic after Howard Hinnant's "chrono-compatible low-level date algorithms": years are
 * counted from March, so that the leap day is a year's last, in eras of 400 years (146,097 days). The
 * way back from days to months goes through a table of one era: it is taken for every event.
 */

/** One elapsed day. A local day may be shorter or longer. */
export const DAY_MS = 86_400_000;

const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_IN_ERAS = 719_468;

const MONTHS_PER_ERA = 4_800;
const YEAR_0 = dayFromCivil(0, 1, 1);
/** The first days of the months of an era, and of the next, counted from its first. */
const MONTH_STARTS = Int32Array.from(
  { length: MONTHS_PER_ERA + 1 },
  (_, i) => dayFromCivil(Math.floor(i / 12), (i % 12) + 1, 1) - YEAR_0,
);

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** The day number of a date. `month` is 1 to 12; `day` may lie outside its month and counts on. Pure. */
export function dayFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_IN_ERAS;
}

/** The date of a day number. Pure. */
export function civilFromDay(day: number): CivilDate {
  const monthNumber = monthNumberOf(day);
  const year = Math.floor(monthNumber / 12);
  return { year, month: monthNumber - year * 12 + 1, day: day - firstDayOfMonth(monthNumber) + 1 };
}

/** Months since 0000-01 of the month that holds `day`; the number that `firstDayOfMonth` takes. Pure. */
export function monthNumberOf(day: number): number {
  const sinceYear0 = day - YEAR_0;
  const era = Math.floor(sinceYear0 / DAYS_PER_ERA);
  const dayOfEra = sinceYear0 - era * DAYS_PER_ERA;
  // Months are so alike that the guess is off by one at most.
  let month = Math.floor(dayOfEra * (MONTHS_PER_ERA / DAYS_PER_ERA));
  if (dayOfEra < (MONTH_STARTS[month] as number)) month -= 1;
  else if (dayOfEra >= (MONTH_STARTS[month + 1] as number)) month += 1;
  return era * MONTHS_PER_ERA + month;
}

/** The first day of the month `monthNumber` months after 0000-01. Pure. */
export function firstDayOfMonth(monthNumber: number): number {
  const era = Math.floor(monthNumber / MONTHS_PER_ERA);
  return YEAR_0 + era * DAYS_PER_ERA + (MONTH_STARTS[monthNumber - era * MONTHS_PER_ERA] as number);
}

/** 0 for Monday to 6 for Sunday. Pure. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  const sinceMonday = day + 3;
  return sinceMonday - Math.floor(sinceMonday / 7) * 7;
}

/** `YYYY-MM-DD`; years before 0000 or after 9999 as `±YYYYYY`, as ISO 8601 extends them. Pure. */
export function formatDay(day: number): string {
  const date = civilFromDay(day);
  return `${formatYear(date.year)}-${twoDigits(date.month)}-${twoDigits(date.day)}`;
}

/** The day number of `YYYY-MM-DD`, or null if the text has another form or there is no such date. Pure. */
export function parseDay(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const dayOfMonth = Number(text.slice(8, 10));
  if (month < 1 || month > 12 || dayOfMonth < 1) return null;
  const day = dayFromCivil(year, month, dayOfMonth);
  return civilFromDay(day).month === month && dayOfMonth <= 31 ? day : null;
}

/** Four digits, or a sign and six outside 0000 to 9999. Pure. */
export function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return (year < 0 ? "-" : "+") + String(Math.abs(year)).padStart(6, "0");
}

/** 0 to 99 with a leading zero. Pure. */
export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
