/** Instants as ISO 8601 text: SEMANTICS 2. */
import { DAY_MS, formatDay, twoDigits } from "./civil-date.ts";

/** As far as ISO text with six digits of a year, and Temporal, reach. */
const LARGEST_INSTANT = 8_640_000_000_000_000;

// Records written one after the other share their day more often than not.
let recentDay = 0;
let recentDayText = formatDay(0);

/**
 * `YYYY-MM-DDTHH:mm:ss.sssZ`, the year as `±YYYYYY` outside 0000 to 9999. Pure.
 *
 * @throws RangeError for what is not a whole number of ms within 100,000,000 days of 1970.
 */
export function formatInstant(instant: number): string {
  if (!Number.isInteger(instant) || Math.abs(instant) > LARGEST_INSTANT) {
    throw new RangeError(`${instant} is not an instant: expected whole ms within ±${LARGEST_INSTANT}`);
  }
  const day = Math.floor(instant / DAY_MS);
  if (day !== recentDay) {
    recentDayText = formatDay(day);
    recentDay = day;
  }
  const ms = instant - day * DAY_MS;
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${recentDayText}T${twoDigits(hours)}:${twoDigits(minutes - hours * 60)}:${twoDigits(seconds - minutes * 60)}.${threeDigits(ms - seconds * 1000)}Z`;
}

function threeDigits(value: number): string {
  return value < 100 ? `0${twoDigits(value)}` : String(value);
}
