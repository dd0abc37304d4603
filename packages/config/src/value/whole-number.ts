import { type Reading, refuse } from "./reading.ts";

/** A whole number from `least` to `most`. Pure. */
export function readWholeNumber(found: unknown, what: string, least: number, most: number): Reading<number> {
  if (typeof found === "number" && Number.isInteger(found) && found >= least && found <= most)
    return { value: found + 0 };
  const advice = typeof found === "string" && /^\d+$/.test(found) ? "remove the quotes" : undefined;
  return refuse(found, `${what}: a whole number from ${least} to ${most}`, advice);
}
