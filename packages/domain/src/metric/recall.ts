/**
 * What was told of a segment, put back into its rows from what was published: the rows' numbers come from the sum
 * of the log, which says nothing of values that came up and went away again.
 */
import type { Grain, MetricName } from "../config/config.ts";
import { periodStartOf } from "../period/period.ts";
import type { MetricPlan } from "./metric-plan.ts";
import { markSeen } from "./seen.ts";
import { type Segment, touchRow } from "./segment.ts";

/** A value that was published. Days are day numbers. */
export interface ToldOnce {
  readonly metric: MetricName;
  readonly subject: string | null;
  readonly grain: Grain;
  readonly start: number;
  readonly end: number;
  /** It was FINAL or RESTATED. */
  readonly closed: boolean;
}

/** Marks the value as told; says whether the segment has it at all. Changes the row, and touches it. */
export function recallTold(segment: Segment, plan: MetricPlan, told: ToldOnce): boolean {
  const { set } = segment;
  const place = placeOf(segment, plan, told);
  if (place === null) return false;
  const isRolling = (set.rolling as readonly Grain[]).includes(told.grain);
  const held = touchRow(segment, plan, isRolling ? "DAY" : told.grain, isRolling ? told.end - 1 : told.start);
  markSeen(held.seen, place);
  if (told.closed) markSeen(held.closed, place);
  held.unsaved = true;
  return true;
}

/** Where a row says whether the value was told; null: the segment has no such value. */
function placeOf({ set }: Segment, plan: MetricPlan, { metric, subject, grain, start }: ToldOnce): number | null {
  const isIt = (slot: { readonly metric: MetricName; readonly subject: string | null }): boolean =>
    slot.metric === metric && slot.subject === subject;
  const rolling = (set.rolling as readonly Grain[]).indexOf(grain);
  if (rolling < 0) {
    // Another fiscal year has other periods.
    if (periodStartOf(grain, start, plan.config.fiscalYearStartMonth) !== start) return null;
    const index = set.slots.get(grain)?.findIndex(isIt) ?? -1;
    return index < 0 ? null : index;
  }
  const index = set.rollingSlots.findIndex(isIt);
  return index < 0 ? null : (set.slots.get("DAY")?.length ?? 0) + rolling * set.rollingSlots.length + index;
}
