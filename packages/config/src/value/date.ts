import { parseDay } from "@stagefold/domain";
import { type Reading, refuse } from "./reading.ts";

/** A date `YYYY-MM-DD` that exists, as days since epoch. Pure. */
export function readDay(found: unknown): Reading<number> {
  const day = typeof found === "string" ? parseDay(found) : null;
  return day === null ? refuse(found, "a date that exists, as YYYY-MM-DD") : { value: day };
}
