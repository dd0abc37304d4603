import { type Reading, refuse } from "./reading.ts";

const FORM = "the IANA name of a time zone, like Europe/Rome";

/** The name of a time zone that the runtime knows, in its usual capitals; offsets are none. Pure. */
export function readTimeZone(found: unknown): Reading<string> {
  if (typeof found !== "string") return refuse(found, FORM);
  if (/^[+-]/.test(found)) return refuse(found, FORM, "an offset knows no summer time: name a place, or UTC");
  try {
    // Intl takes names only, where Temporal also takes whole dates with a zone in them.
    new Intl.DateTimeFormat("en", { timeZone: found });
    return { value: Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(found).timeZoneId };
  } catch {
    return refuse(found, FORM, "see the tz database for the names");
  }
}
