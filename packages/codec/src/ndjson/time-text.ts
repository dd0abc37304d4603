/**
 * Instants and dates as text: ISO 8601, SEMANTICS 2. Written by hand with integer arithmetic, since
 * a file has one or more in every line.
 *
 * Read: `YYYY-MM-DDTHH:MM[:SS[.f...]]` with `Z` or `±hh:mm`, and `YYYY-MM-DD`; the year in six digits with
 * a sign too. What is finer than ms is dropped, as if the text ended before it. Written: always with ms and
 * `Z`, as `Date.prototype.toISOString` does.
 */
import { DAY_MS, dayFromCivil, formatDay, formatInstant } from "@stagefold/domain";
import { MAX_DAY, MAX_INSTANT } from "../avro/avro-reader.ts";

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The instant in ms since epoch, or null when `text` is none. */
export function parseInstant(text: string): number | null {
  const at = dateLength(text);
  const day = dayAt(text, at);
  if (day === null || text[at] !== "T" || text[at + 3] !== ":") return null;
  const hour = digits(text, at + 1, 2);
  const minute = digits(text, at + 4, 2);
  if (!(hour <= 23 && minute <= 59)) return null;
  let pos = at + 6;
  let ms = 0;
  if (text[pos] === ":") {
    const second = digits(text, pos + 1, 2);
    if (!(second <= 59)) return null;
    ms = second * 1000;
    pos += 3;
    if (text[pos] === ".") {
      const from = ++pos;
      for (let unit = 100; isDigit(text, pos); pos++, unit /= 10) {
        if (unit >= 1) ms += (text.charCodeAt(pos) - 48) * unit;
      }
      if (pos === from) return null;
    }
  }
  const offset = offsetMinutes(text, pos);
  if (offset === null) return null;
  const instant = day * DAY_MS + (hour * 60 + minute - offset) * 60_000 + ms;
  return instant <= MAX_INSTANT && instant >= -MAX_INSTANT ? instant : null;
}

/** The day in days since epoch, or null when `text` is no date that exists. */
export function parseDay(text: string): number | null {
  const length = dateLength(text);
  const day = text.length === length ? dayAt(text, length) : null;
  return day !== null && day <= MAX_DAY && day >= -MAX_DAY ? day : null;
}

/** Days met lately, by their low bits: most lines name few of them. */
const CACHED = 4096;
const cachedDays = new Array<number>(CACHED).fill(Number.NaN);
const cachedTexts = new Array<string>(CACHED).fill("");

/** `at` ms since epoch as a JSON text, quotes included. */
export function instantText(at: number): string {
  return `"${formatInstant(at)}"`;
}

/** `day` days since epoch as a JSON text, quotes included. */
export function dayText(day: number): string {
  const slot = day & (CACHED - 1);
  if (cachedDays[slot] !== day) {
    cachedDays[slot] = day;
    cachedTexts[slot] = `"${formatDay(day)}"`;
  }
  return cachedTexts[slot] as string;
}

function dateLength(text: string): number {
  return text[0] === "+" || text[0] === "-" ? 13 : 10;
}

/** The day that the first `length` characters name. */
function dayAt(text: string, length: number): number | null {
  if (text[length - 6] !== "-" || text[length - 3] !== "-") return null;
  let year = length === 10 ? digits(text, 0, 4) : digits(text, 1, 6);
  if (text[0] === "-") {
    // Year 0 has one name.
    if (year === 0) return null;
    year = -year;
  }
  const month = digits(text, length - 5, 2);
  const dayOfMonth = digits(text, length - 2, 2);
  if (!(month >= 1 && month <= 12 && dayOfMonth >= 1)) return null;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (dayOfMonth > (MONTH_DAYS[month - 1] as number) + (leap ? 1 : 0)) return null;
  return dayFromCivil(year, month, dayOfMonth);
}

function offsetMinutes(text: string, pos: number): number | null {
  const sign = text[pos];
  if (sign === "Z") return text.length === pos + 1 ? 0 : null;
  if ((sign !== "+" && sign !== "-") || text.length !== pos + 6 || text[pos + 3] !== ":") return null;
  const hours = digits(text, pos + 1, 2);
  const minutes = digits(text, pos + 4, 2);
  if (!(hours <= 23 && minutes <= 59)) return null;
  return sign === "-" ? -(hours * 60 + minutes) : hours * 60 + minutes;
}

function isDigit(text: string, pos: number): boolean {
  const code = text.charCodeAt(pos);
  return code >= 48 && code <= 57;
}

/** The number that `count` digits name, NaN when one is none. */
function digits(text: string, pos: number, count: number): number {
  let number = 0;
  for (let i = pos; i < pos + count; i++) {
    if (!isDigit(text, i)) return Number.NaN;
    number = number * 10 + text.charCodeAt(i) - 48;
  }
  return number;
}
