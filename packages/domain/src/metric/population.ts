/**
 * How many leads are in each stage at the end of each day: running sums of entries less exits.
 *
 * On the clock's day only what has happened at the clock counts; what was entered or left after it
 * is known to the row as `ahead*`. SEMANTICS 7, stage_population.
 */
import type { MetricPlan } from "./metric-plan.ts";
import type { PeriodRow } from "./period-row.ts";
import { COUNT_FIELDS, stageCount } from "./row-layout.ts";
import type { Segment } from "./segment.ts";
import { publishedRow, rowsOf, touchRow } from "./segment.ts";

/** By stage; null: the day had not begun. */
export interface DayPopulation {
  readonly before: readonly number[] | null;
  readonly after: readonly number[] | null;
}

const ENTRIES = COUNT_FIELDS.indexOf("entries");
const EXITS = COUNT_FIELDS.indexOf("exits");
const AHEAD_ENTRIES = COUNT_FIELDS.indexOf("aheadEntries");
const AHEAD_EXITS = COUNT_FIELDS.indexOf("aheadExits");

/**
 * The populations of the segment's days that are to be settled, by day. Touches the row of each day
 * on which the population changes or is told for the first time. `dayBefore`, `dayNow` are the
 * clock's days at the last commit and now; null: there was no clock.
 */
export function settlePopulation(
  segment: Segment,
  plan: MetricPlan,
  dayBefore: number | null,
  dayNow: number,
): ReadonlyMap<number, DayPopulation> {
  const rows = rowsOf(segment, "DAY");
  const told = new Map<number, DayPopulation>();
  if (rows.size === 0) return told;
  let first = Number.POSITIVE_INFINITY;
  for (const day of rows.keys()) if (day < first) first = day;
  const stages = plan.stages.length;
  const now = new Array<number>(stages).fill(0);
  const was = new Array<number>(stages).fill(0);
  for (let day = first; day <= dayNow; day++) {
    const held = rows.get(day);
    const after = held?.row ?? null;
    const before = held === undefined ? null : publishedRow(held);
    addDay(now, after);
    addDay(was, before);
    const populationNow = day === dayNow ? atClock(now, after) : now;
    const begun = dayBefore !== null && day <= dayBefore;
    const populationWas = !begun ? null : day === dayBefore ? atClock(was, before) : was;
    const touched = held?.touched === true;
    if (touched || differs(populationWas, populationNow)) {
      touchRow(segment, plan, "DAY", day);
      told.set(day, { before: populationWas?.slice() ?? null, after: populationNow.slice() });
    }
  }
  return told;
}

function differs(was: readonly number[] | null, now: readonly number[]): boolean {
  for (let s = 0; s < now.length; s++) if (now[s] !== (was?.[s] ?? 0)) return true;
  return false;
}

function addDay(sums: number[], row: PeriodRow | null): void {
  if (row === null) return;
  for (let s = 0; s < sums.length; s++) {
    const at = stageCount(s, "reached");
    const change = (row.counts[at + ENTRIES] as number) - (row.counts[at + EXITS] as number);
    sums[s] = (sums[s] as number) + change;
  }
}

function atClock(sums: readonly number[], row: PeriodRow | null): readonly number[] {
  if (row === null) return sums;
  return sums.map((sum, s) => {
    const at = stageCount(s, "reached");
    return sum - (row.counts[at + AHEAD_ENTRIES] as number) + (row.counts[at + AHEAD_EXITS] as number);
  });
}
