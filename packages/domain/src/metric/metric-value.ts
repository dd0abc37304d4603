/**
 * The value of a metric: SEMANTICS 7, as a function of a row and of what stands beside it.
 *
 * null means that there is nothing behind the value: no record, or an emptied one where there was one.
 */
import type { LagConfig } from "../config/config.ts";
import type { Long } from "../record/long.ts";
import { toLong } from "../record/long.ts";
import type { Sketch } from "../sketch/sketch.ts";
import { exactSum } from "../sketch/sketch.ts";
import { roundedLagDays } from "../spend/lag-days.ts";
import type { PeriodRow } from "./period-row.ts";
import { sameSketch } from "./period-row.ts";
import { stageCount } from "./row-layout.ts";
import type { Making } from "./slot.ts";
import type { SpendSeries } from "./spend-series.ts";
import { spendBetween } from "./spend-series.ts";

export interface MetricValue {
  readonly n: Long | null;
  readonly d: Long | null;
  readonly value: number | null;
  /** Of a distribution; not to be kept beyond the call: it is the row's own. */
  readonly sketch: Sketch | null;
}

/** What a value may need besides its row. Days are day numbers. */
export interface ValueContext {
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly spend: SpendSeries;
  readonly lag: LagConfig | null;
  /** The lag of this period and segment in days; null: it has no velocity. */
  readonly lagDays: number | null;
  /** By stage, at the end of the day or at the clock; null: the day has not begun. */
  readonly population: readonly number[] | null;
  /** The target of a stage in the period; null: none. */
  readonly target: (stage: string) => bigint | null;
  /** How much of the period's time the clock has passed, of how much, in ms. */
  readonly elapsedMs: number;
  readonly totalMs: number;
  /** Whether the period is the clock's day: then of its stays only what has happened at the clock makes a population. */
  readonly current: boolean;
}

const MICROS = 1e6;

/** The value of a slot. Pure. */
export function metricValue(making: Making, row: PeriodRow, context: ValueContext): MetricValue | null {
  const counts = row.counts;
  switch (making.kind) {
    case "count": {
      const n = counts[making.n] as number;
      return n === 0 ? null : { n, d: null, value: n, sketch: null };
    }
    case "ratio":
      return ratio(counts[making.n] as number, counts[making.d] as number);
    case "share":
      return ratio(counts[making.n] as number, (counts[making.d] as number) + (counts[making.d2] as number));
    case "distribution": {
      const sketch = row.sketches[making.sketch];
      if (sketch === undefined || sketch.count === 0) return null;
      return { n: null, d: null, value: sketch.sum / sketch.count, sketch };
    }
    case "population":
      return populationValue(making.stage, counts, context);
    case "spend": {
      const n = spendBetween(context.spend, context.periodStart, context.periodEnd);
      return n === 0n ? null : { n: toLong(n), d: null, value: Number(n) / MICROS, sketch: null };
    }
    case "cost":
      return costValue(spendBetween(context.spend, context.periodStart, context.periodEnd), counts[making.d] as number);
    case "laggedCost": {
      const d = counts[making.d] as number;
      const lag = context.lagDays;
      if (lag === null) return d === 0 ? null : { n: null, d, value: null, sketch: null };
      return costValue(spendBetween(context.spend, context.periodStart - lag, context.periodEnd - lag), d);
    }
    case "attainment": {
      const target = context.target(making.stage);
      if (target === null) return null;
      const n = counts[making.n] as number;
      return { n, d: toLong(target), value: target === 0n ? null : n / Number(target), sketch: null };
    }
    case "pace": {
      const target = context.target(making.stage);
      if (target === null) return null;
      const n = counts[making.n] as number;
      const due = Number(target) * (context.elapsedMs / context.totalMs);
      return { n, d: null, value: due === 0 ? null : n / due, sketch: null };
    }
  }
}

/** What takes the place of a value that has lost all that was behind it: SEMANTICS 6, *emptied*. Pure. */
export function emptiedValue(making: Making, context: ValueContext): MetricValue {
  switch (making.kind) {
    case "count":
    case "population":
    case "spend":
      return { n: 0, d: null, value: 0, sketch: null };
    case "ratio":
    case "share":
    case "cost":
    case "attainment":
      return { n: 0, d: 0, value: null, sketch: null };
    case "laggedCost":
      return { n: context.lagDays === null ? null : 0, d: 0, value: null, sketch: null };
    case "distribution":
      return { n: null, d: null, value: null, sketch: null };
    case "pace":
      return { n: 0, d: null, value: null, sketch: null };
  }
}

/** Whether two values would be published alike. Pure. */
export function sameValue(a: MetricValue, b: MetricValue): boolean {
  if (a.n !== b.n || a.d !== b.d || a.value !== b.value) return false;
  return a.sketch === b.sketch || sameSketch(a.sketch ?? undefined, b.sketch ?? undefined);
}

/** The lag of a period in days, by configuration and the velocity in it; null: there is none. Exact. Pure. */
export function lagDaysOf(lag: LagConfig | null, velocity: Sketch | undefined): number | null {
  if (lag === null) return null;
  if (lag.kind === "days") return lag.days;
  if (velocity === undefined || velocity.count === 0) return null;
  return roundedLagDays(exactSum(velocity), velocity.count, lag.roundToDays);
}

function ratio(n: number, d: number): MetricValue | null {
  if (n === 0 && d === 0) return null;
  return { n, d, value: d === 0 ? null : n / d, sketch: null };
}

function costValue(n: bigint, d: number): MetricValue | null {
  if (n === 0n && d === 0) return null;
  return { n: toLong(n), d, value: d === 0 ? null : Number(n) / d / MICROS, sketch: null };
}

function populationValue(stage: number, counts: readonly number[], context: ValueContext): MetricValue | null {
  const n = context.population?.[stage];
  if (n === undefined) return null;
  const entries = counts[stageCount(stage, "entries")] as number;
  const exits = counts[stageCount(stage, "exits")] as number;
  const aheadEntries = context.current ? (counts[stageCount(stage, "aheadEntries")] as number) : 0;
  const aheadExits = context.current ? (counts[stageCount(stage, "aheadExits")] as number) : 0;
  if (n === 0 && entries === aheadEntries && exits === aheadExits) return null;
  return { n, d: null, value: n, sketch: null };
}
