import type { Long } from "@stagefold/domain";
import type { Money } from "../shape/figure.ts";

/** Exact micros, and units as near as a double comes. Pure. */
export function moneyOf(micros: Long, currency: string): Money {
  return { micros: String(micros), value: Number(micros) / 1e6, currency };
}
