import type { ExactDecimal } from "@stagefold/domain";
import { type Reading, refuse } from "./reading.ts";

const DECIMAL = /^\+?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/;
/** Of a rate: more digits or a larger exponent than any has. */
const MOST_DIGITS = 40;
const LARGEST_EXPONENT = 30;
const FORM = "a positive decimal number, like 0.92";

/**
 * A positive decimal number, exactly as written: `0.92` is 92 / 10^2, `1.10` is 110 / 10^2, `1e-3`
 * is 1 / 10^3 (SEMANTICS 7, Spend). `found` is its text, since a double would round it. Pure.
 */
export function readExactDecimal(found: unknown): Reading<ExactDecimal> {
  if (typeof found !== "string") return refuse(found, FORM);
  const match = DECIMAL.exec(found);
  if (match === null) return refuse(found, FORM);
  const fraction = match[2] ?? match[3] ?? "";
  const written = `${match[1] ?? ""}${fraction}`;
  const exponent = Number(match[4] ?? 0);
  if (written.length > MOST_DIGITS || Math.abs(exponent) > LARGEST_EXPONENT) {
    return refuse(found, FORM, `it may have ${MOST_DIGITS} digits and an exponent of up to ${LARGEST_EXPONENT}`);
  }
  const scale = fraction.length - exponent;
  const digits = BigInt(written) * 10n ** BigInt(Math.max(0, -scale));
  if (digits === 0n) return refuse(found, FORM, "a rate of 0 would make all spend vanish");
  return { value: { digits, scale: Math.max(0, scale) } };
}
