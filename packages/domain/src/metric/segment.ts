/**
 * One segment of a tenant's leads (all, a channel, a channel and a campaign, ...) with its rows by
 * grain and period, held in memory between commits.
 *
 * Within a commit contributions change rows in place; a row keeps its published state beside it
 * (`before`), and `settleSegment` publishes the difference.
 */
import type { Grain } from "../config/config.ts";
import { periodEndOf, periodStartOf } from "../period/period.ts";
import type { Sketch } from "../sketch/sketch.ts";
import type { MetricPlan, PlannedSet } from "./metric-plan.ts";
import type { PeriodRow } from "./period-row.ts";
import { emptyRow } from "./period-row.ts";
import type { SpendSeries } from "./spend-series.ts";

/** The values of a segment's dimensions: null where it is not broken down by it, `(none)` where leads have none. */
export interface SegmentValues {
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
}

/** A segment value for leads (or spend) without one. SEMANTICS 6. */
export const NONE = "(none)";

export interface HeldRow {
  readonly grain: Grain;
  /** Day numbers. */
  readonly start: number;
  readonly end: number;
  readonly row: PeriodRow;
  /** What it was at the last commit: undefined where it has not changed since, null where it was not there. */
  before: PeriodRow | null | undefined;
  /** By slot (of a DAY row the rolling ones follow): whether it was ever published. */
  readonly seen: boolean[];
  /** More may have been published of it than `seen` says: it was rebuilt from the log in fewer commits than before. */
  uncertain: boolean;
  /** To be looked at when the commit is settled. */
  touched: boolean;
  /** Differs from what the store has. */
  unsaved: boolean;
}

export interface Segment {
  readonly number: number;
  readonly set: PlannedSet;
  readonly values: SegmentValues;
  /** By row grain, then first day of the period. */
  readonly rows: ReadonlyMap<Grain, Map<number, HeldRow>>;
  readonly touched: HeldRow[];
  spend: SpendSeries;
  /** At the last commit. */
  spendBefore: SpendSeries;
}

/** A segment without rows. */
export function newSegment(number: number, set: PlannedSet, values: SegmentValues, spend: SpendSeries): Segment {
  return {
    number,
    set,
    values,
    rows: new Map(set.rowGrains.map((grain) => [grain, new Map<number, HeldRow>()])),
    touched: [],
    spend,
    spendBefore: spend,
  };
}

/** The row of the period that begins on `start`, made where there is none; to be settled. */
export function touchRow(segment: Segment, plan: MetricPlan, grain: Grain, start: number): HeldRow {
  const rows = segment.rows.get(grain) as Map<number, HeldRow>;
  let held = rows.get(start);
  if (held === undefined) {
    held = {
      grain,
      start,
      end: periodEndOf(grain, start),
      row: emptyRow(plan.countSize, plan.sketchSize),
      before: null,
      seen: [],
      uncertain: false,
      touched: false,
      unsaved: true,
    };
    rows.set(start, held);
  }
  if (!held.touched) {
    held.touched = true;
    segment.touched.push(held);
  }
  return held;
}

/** As `touchRow`, for a row that is about to be changed: what it was is kept beside it. */
export function changeRow(segment: Segment, plan: MetricPlan, grain: Grain, start: number): PeriodRow {
  const held = touchRow(segment, plan, grain, start);
  if (held.before === undefined) held.before = copyRow(held.row);
  held.unsaved = true;
  return held.row;
}

/** The rows, one of each grain kept, of the periods that hold `day`, about to be changed. */
export function changeRowsOf(segment: Segment, plan: MetricPlan, day: number): PeriodRow[] {
  const fiscal = plan.config.fiscalYearStartMonth;
  return segment.set.rowGrains.map((grain) => changeRow(segment, plan, grain, periodStartOf(grain, day, fiscal)));
}

/** What the row was at the last commit; null: not there. */
export function publishedRow(held: HeldRow): PeriodRow | null {
  return held.before === undefined ? held.row : held.before;
}

function copyRow(row: PeriodRow): PeriodRow {
  return { counts: row.counts.slice(), sketches: row.sketches.map(copySketch) };
}

function copySketch(sketch: Sketch | undefined): Sketch | undefined {
  if (sketch === undefined) return undefined;
  return { ...sketch, buckets: sketch.buckets.slice(), weights: sketch.weights.slice() };
}
