import { type Reading, refuse } from "./reading.ts";

/** Three capitals (ISO 4217). Pure. */
export function readCurrency(found: unknown): Reading<string> {
  if (typeof found === "string" && /^[A-Z]{3}$/.test(found)) return { value: found };
  return refuse(found, "a currency: three capitals, like EUR");
}
