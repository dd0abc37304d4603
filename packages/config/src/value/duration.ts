import { type Reading, refuse } from "./reading.ts";

/** A length of elapsed time as it was written. */
export interface Duration {
  /** Whole and positive. */
  readonly ms: number;
  /** It names weeks or days, whose length in open time is ambiguous. */
  readonly hasDays: boolean;
}

const DAY_MS = 86_400_000;
/** A thousand years: further from an instant than that there may be no instant. */
const LONGEST_MS = 365_250 * DAY_MS;
const FORM = "a positive ISO 8601 duration of weeks, days, hours, minutes and seconds, like P2D or PT1H30M";

/**
 * An ISO 8601 duration (SEMANTICS 11): weeks are 7 days, days 24 hours, seconds may have up to
 * three decimals. Refused: none or negative time, years and months, less than a ms, a thousand
 * years and more. Pure.
 */
export function readDuration(found: unknown): Reading<Duration> {
  if (typeof found !== "string" || !/^[+-]?P/.test(found)) return refuse(found, FORM);
  const date = found.slice(0, found.includes("T") ? found.indexOf("T") : found.length);
  if (/[YM]/.test(date))
    return refuse(found, FORM, "years and months differ in length: say it in weeks, days or hours");
  const parts = parse(found);
  if (parts === undefined) return refuse(found, FORM);
  if (parts.microseconds !== 0 || parts.nanoseconds !== 0)
    return refuse(found, FORM, "nothing is finer than a millisecond");
  const seconds = ((parts.weeks * 7 + parts.days) * 24 + parts.hours) * 3600 + parts.minutes * 60 + parts.seconds;
  const ms = seconds * 1000 + parts.milliseconds;
  if (ms <= 0) return refuse(found, FORM, "it must be longer than nothing");
  if (ms > LONGEST_MS) return refuse(found, FORM, "it may not be longer than a thousand years");
  return { value: { ms, hasDays: /[WD]/.test(date) } };
}

function parse(text: string): Temporal.Duration | undefined {
  try {
    return Temporal.Duration.from(text);
  } catch {
    return undefined;
  }
}
