import { DAY_MS, parseDay } from "@stagefold/domain";
import { type TimeFound, timeFound } from "./time-found.ts";

const DATE_LENGTH = 10;
/** The time behind a date: hours and minutes, seconds, a fraction, a zone. */
const TIME = /^[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?(?:([Zz]|UTC|GMT)|([+-])(\d\d)(?::?(\d\d))?))?$/;

/**
 * ISO 8601 as files have it: `2026-03-01T09:00:00.000Z`, `2026-03-01T09:00:00.000+0000`, a space for the `T`, an offset
 * without its colon or minutes; without a zone it is a local time, a date alone its first moment. What is finer than
 * ms is cut. null: it is none of these, or does not exist. Pure.
 */
export function parseIsoTime(text: string): TimeFound | null {
  const day = parseDay(text.length > DATE_LENGTH ? text.slice(0, DATE_LENGTH) : text);
  if (day === null) return null;
  if (text.length === DATE_LENGTH) return timeFound(day * DAY_MS, true);
  const match = TIME.exec(text.slice(DATE_LENGTH));
  if (match === null) return null;
  const [, hour, minute, second = "0", fraction = "", utc, sign, offsetHours, offsetMinutes = "0"] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const timeMs =
    (Number(hour) * 60 + Number(minute)) * 60_000 +
    Number(second) * 1_000 +
    Number(fraction.slice(0, 3).padEnd(3, "0"));
  const ms = day * DAY_MS + timeMs;
  if (utc !== undefined) return timeFound(ms, false);
  if (sign === undefined) return timeFound(ms, true);
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return null;
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return timeFound(sign === "-" ? ms + offsetMs : ms - offsetMs, false);
}
