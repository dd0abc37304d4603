/**
 * The targets of a tenant: how many leads should reach a stage in a month, of all channels
 * together or of one. SEMANTICS 7, target_attainment. Immutable.
 */
import { formatMonth } from "../period/month.ts";
import { firstDayOfMonth, monthNumberOf } from "../time/civil-date.ts";

/** By `targetKey`. */
export type TargetTable = ReadonlyMap<string, bigint>;

export const NO_TARGETS: TargetTable = new Map();

/** The key of a target; `month` is YYYY-MM, `channel` null: all channels. Stages have no `|`. */
export function targetKey(stage: string, month: string, channel: string | null): string {
  return `${stage}|${month}|${channel ?? ""}`;
}

/**
 * The target of the days from `start` to before `end`, whole months: the sum of the months', where
 * each has one; else null. Pure.
 */
export function targetOf(
  targets: TargetTable,
  stage: string,
  start: number,
  end: number,
  channel: string | null,
): bigint | null {
  if (targets.size === 0) return null;
  let sum = 0n;
  for (let month = monthNumberOf(start); firstDayOfMonth(month) < end; month++) {
    const target = targets.get(targetKey(stage, formatMonth(firstDayOfMonth(month)), channel));
    if (target === undefined) return null;
    sum += target;
  }
  return sum;
}
