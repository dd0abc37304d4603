import type { PeriodShape } from "@stagefold/reports";
import { holds } from "../format/period.ts";

/** The row of the period that holds the day; without one, or where none holds it, the last. Pure. */
export function selectedRow<T extends { readonly period: PeriodShape }>(
  rows: readonly T[],
  day: string | null,
): T | null {
  return (day === null ? undefined : rows.findLast(({ period }) => holds(period, day))) ?? rows.at(-1) ?? null;
}
