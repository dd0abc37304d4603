/**
 * Rolling windows: the N days that end with, and include, each day up to the clock's. SEMANTICS 6.
 *
 * Made of the segment's DAY rows by running sums, never stored: a window is the difference of two
 * sums. There is one set of sums of the present state and one of the published.
 */
import type { RollingGrain } from "../period/grain.ts";
import { rollingDaysOf } from "../period/grain.ts";
import type { Long } from "../record/long.ts";
import { toLong } from "../record/long.ts";
import { exactSum } from "../sketch/sketch.ts";
import { roundedLagDays } from "../spend/lag-days.ts";
import type { MetricPlan } from "./metric-plan.ts";
import type { PeriodRow } from "./period-row.ts";
import { emptyRow } from "./period-row.ts";
import { stageCount } from "./row-layout.ts";
import type { Segment } from "./segment.ts";
import { publishedRow, rowsOf } from "./segment.ts";

/** Running sums over the days from `first`; index i is of the days before `first + i`. */
export interface WindowSums {
  readonly first: number;
  readonly last: number;
  /** By stage. */
  readonly reached: readonly Float64Array[];
  /** Of the velocity that the lag is made of; null where there is none. */
  readonly lag: { readonly counts: Float64Array; readonly sums: readonly bigint[] } | null;
}

/** The sums over the days `first` to `last` of the segment's present rows, or of its published ones. Pure. */
export function windowSums(
  segment: Segment,
  plan: MetricPlan,
  first: number,
  last: number,
  state: "present" | "published",
): WindowSums {
  const rows = rowsOf(segment, "DAY");
  const size = last - first + 2;
  const reached = plan.stages.map(() => new Float64Array(size));
  const lagCounts = new Float64Array(plan.lagSketch === null ? 0 : size);
  const lagSums: bigint[] = plan.lagSketch === null ? [] : [0n];
  for (let day = first; day <= last; day++) {
    const at = day - first;
    const held = rows.get(day);
    const row = held === undefined ? null : state === "present" ? held.row : publishedRow(held);
    for (let s = 0; s < reached.length; s++) {
      const sums = reached[s] as Float64Array;
      sums[at + 1] = (sums[at] as number) + (row === null ? 0 : (row.counts[stageCount(s, "reached")] as number));
    }
    if (plan.lagSketch !== null) {
      const sketch = row?.sketches[plan.lagSketch];
      lagCounts[at + 1] = (lagCounts[at] as number) + (sketch?.count ?? 0);
      lagSums.push((lagSums[at] as bigint) + (sketch === undefined ? 0n : BigInt(exactSum(sketch))));
    }
  }
  return { first, last, reached, lag: plan.lagSketch === null ? null : { counts: lagCounts, sums: lagSums } };
}

/** The row that a window would have, as far as rolling metrics ask; written into `scratch`. */
export function windowRow(sums: WindowSums, grain: RollingGrain, day: number, scratch: PeriodRow): PeriodRow {
  const [from, to] = bounds(sums, grain, day);
  for (let s = 0; s < sums.reached.length; s++) {
    const running = sums.reached[s] as Float64Array;
    scratch.counts[stageCount(s, "reached")] = (running[to] as number) - (running[from] as number);
  }
  return scratch;
}

/** The lag of a window in days; null: no velocity in it. */
export function windowLagDays(sums: WindowSums, plan: MetricPlan, grain: RollingGrain, day: number): number | null {
  const lag = plan.config.lag;
  if (lag === null) return null;
  if (lag.kind === "days") return lag.days;
  if (sums.lag === null) return null;
  const [from, to] = bounds(sums, grain, day);
  const count = (sums.lag.counts[to] as number) - (sums.lag.counts[from] as number);
  if (count === 0) return null;
  const total: Long = toLong((sums.lag.sums[to] as bigint) - (sums.lag.sums[from] as bigint));
  return roundedLagDays(total, count, lag.roundToDays);
}

/** A row to write windows into. */
export function scratchRow(plan: MetricPlan): PeriodRow {
  return emptyRow(plan.countSize, plan.sketchSize);
}

function bounds(sums: WindowSums, grain: RollingGrain, day: number): readonly [number, number] {
  const from = Math.max(day - rollingDaysOf(grain) + 1, sums.first);
  const to = Math.min(day, sums.last);
  return to < from ? [0, 0] : [from - sums.first, to - sums.first + 1];
}
