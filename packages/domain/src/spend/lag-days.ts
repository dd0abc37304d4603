/** The lag between spend and lead: SEMANTICS 7, "Lag". */
import type { Long } from "../record/long.ts";
import { DAY_MS } from "../time/civil-date.ts";

/**
 * The mean `sumMs / count` in days of 86,400,000 ms, rounded half up to a multiple of `roundToDays`, at
 * least one multiple. Exact in integers. `sumMs` is at least 0, `count` and `roundToDays` above. Pure.
 */
export function roundedLagDays(sumMs: Long, count: number, roundToDays: number): number {
  const twiceUnit = 2 * count * DAY_MS * roundToDays;
  if (typeof sumMs === "number" && Number.isSafeInteger(2 * sumMs + twiceUnit)) {
    return Math.max(1, wholeQuotient(2 * sumMs + twiceUnit / 2, twiceUnit)) * roundToDays;
  }
  const exactUnit = BigInt(count) * BigInt(DAY_MS) * BigInt(roundToDays);
  const multiples = (2n * BigInt(sumMs) + exactUnit) / (2n * exactUnit);
  return Math.max(1, Number(multiples)) * roundToDays;
}

/** Of safe integers. The double quotient may round up to a whole number, the remainder is exact. */
function wholeQuotient(dividend: number, divisor: number): number {
  return (dividend - (dividend % divisor)) / divisor;
}
