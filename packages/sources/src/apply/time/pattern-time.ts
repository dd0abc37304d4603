import { DateTime } from "luxon";
import { type TimeFound, timeFound } from "./time-found.ts";

/** What is longer than this is no time, and would only cost one. */
const LONGEST = 100;
/** The token of Luxon that says how the local time lies to UTC, outside of quotes. */
const TOLD_ZONE = /Z/;

/**
 * The reader of times that are written as `pattern` says, in Luxon's tokens, with English names: `dd/MM/yyyy HH:mm`. With
 * an offset in it they are instants, else local. Gives null for a text of another form and for
 * times that do not exist. Pure.
 */
export function patternTime(pattern: string): (text: string) => TimeFound | null {
  const parser = DateTime.buildFormatParser(pattern, { locale: "en" });
  const isLocal = !TOLD_ZONE.test(pattern.replace(/'[^']*'/g, ""));
  return (text) => {
    if (text.length > LONGEST) return null;
    // Read as if the clock were UTC's, which skips nothing: which instant shows it is for the zone to say.
    const found = DateTime.fromFormatParser(text, parser, { zone: "utc", locale: "en" });
    return found.isValid ? timeFound(found.toMillis(), isLocal) : null;
  };
}
