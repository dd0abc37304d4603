import type { PeriodShape } from "@stagefold/reports";

/** A field of a metric's record. */
export type Field = "value" | "sampleCount" | "sampleP50" | "sampleP75" | "sampleP90" | "sampleP95" | "sampleMax";

/**
 * Which published figure a number on the page is, for whoever compares them: metric, subject, first day and field. Of
 * the segment that is looked at. Pure.
 */
export function figureOf(metric: string, subject: string | null, period: PeriodShape, field: Field = "value"): string {
  return [metric, subject ?? "", period.start, field].join("|");
}
