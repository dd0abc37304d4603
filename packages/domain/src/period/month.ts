/** Months as the first of their days; the text of TargetSet's `month`: SEMANTICS 10. */
import { dayFromCivil, formatDay } from "../time/civil-date.ts";

/** The first day of the month `YYYY-MM`, or null if the text is not one. Pure. */
export function monthOf(text: string): number | null {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return null;
  return dayFromCivil(Number(text.slice(0, 4)), Number(text.slice(5)), 1);
}

/** `YYYY-MM` of the month that holds `day`. Pure. */
export function formatMonth(day: number): string {
  return formatDay(day).slice(0, -3);
}
