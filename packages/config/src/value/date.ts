import { type Reading, refuse } from "./reading.ts";

const FORM = "a date that exists, as YYYY-MM-DD";
const EPOCH = Temporal.PlainDate.from("1970-01-01");

/** A date `YYYY-MM-DD`, as days since epoch. Pure. */
export function readDay(found: unknown): Reading<number> {
  if (typeof found !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(found)) return refuse(found, FORM);
  try {
    return { value: EPOCH.until(Temporal.PlainDate.from(found), { largestUnit: "day" }).days };
  } catch {
    return refuse(found, FORM, "the month has no such day");
  }
}
