/**
 * One segment of a tenant's leads (all, a channel, a channel and a campaign, ...) with its rows by
 * grain and period, held in memory between commits.
 *
 * Within a commit contributions change rows in place; a row keeps its published state beside it
 * (`before`), and `settleSegment` publishes the difference.
 */
import type { Grain } from "../config/config.ts";
import { GRAINS } from "../period/grain.ts";
import { periodEndOf } from "../period/period.ts";
import { periodStartsOf } from "../period/period-starts.ts";
import type { MetricPlan, PlannedSet } from "./metric-plan.ts";
import type { PeriodRow } from "./period-row.ts";
import { addRow, copyRow, emptyRow, rowDifference } from "./period-row.ts";
import type { Seen } from "./seen.ts";
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
  /** The slots ever published; of a DAY row the rolling ones follow its own. */
  readonly seen: Seen;
  /** Those of them that were told when their period had closed: FINAL, and from then on RESTATED. */
  readonly closed: Seen;
  /** To be looked at when the commit is settled. */
  touched: boolean;
  /** Differs from what the store has. */
  unsaved: boolean;
}

/** The rows of one grain, by first day of the period. */
export interface GrainRows {
  readonly grain: Grain;
  readonly rows: Map<number, HeldRow>;
}

export interface Segment {
  readonly number: number;
  readonly set: PlannedSet;
  readonly values: SegmentValues;
  /** In the order of the set's `rowGrains`. */
  readonly grains: readonly GrainRows[];
  readonly touched: HeldRow[];
  spend: SpendSeries;
  /** At the last commit. */
  spendBefore: SpendSeries;
}

const NO_ROWS: ReadonlyMap<number, HeldRow> = new Map();
/** Of a calendar grain, its place in CALENDAR_GRAINS, with which GRAINS begins. */
const GRAIN_INDEX = Object.fromEntries(GRAINS.map((grain, i) => [grain, i])) as Readonly<Record<Grain, number>>;

/** A segment without rows. */
export function newSegment(number: number, set: PlannedSet, values: SegmentValues, spend: SpendSeries): Segment {
  return {
    number,
    set,
    values,
    grains: set.rowGrains.map((grain) => ({ grain, rows: new Map<number, HeldRow>() })),
    touched: [],
    spend,
    spendBefore: spend,
  };
}

/** The segment's rows of a grain; none where the set does not keep it. */
export function rowsOf(segment: Segment, grain: Grain): ReadonlyMap<number, HeldRow> {
  return segment.grains.find((of) => of.grain === grain)?.rows ?? NO_ROWS;
}

/** The row of the period of one of the set's grains that begins on `start`, made where there is none; to be settled. */
export function touchRow(segment: Segment, plan: MetricPlan, grain: Grain, start: number): HeldRow {
  const of = segment.grains.find((rows) => rows.grain === grain);
  if (of === undefined) throw new RangeError(`no rows of ${grain} are kept for [${segment.set.dimensions.join()}]`);
  return touch(segment, plan, of, start);
}

function touch(segment: Segment, plan: MetricPlan, of: GrainRows, start: number): HeldRow {
  let held = of.rows.get(start);
  if (held === undefined) {
    held = {
      grain: of.grain,
      start,
      end: periodEndOf(of.grain, start),
      row: emptyRow(plan.countSize, plan.sketchSize),
      before: null,
      seen: [],
      closed: [],
      touched: false,
      unsaved: true,
    };
    of.rows.set(start, held);
  }
  if (!held.touched) {
    held.touched = true;
    segment.touched.push(held);
  }
  return held;
}

/**
 * Changes what the segment counts on `day`. Where days are kept, only the row of the day changes: `rollUp` brings what
 * a commit changed of it to the other grains, once.
 */
export function changeDay(segment: Segment, plan: MetricPlan, day: number, change: (row: PeriodRow) => void): void {
  const days = segment.grains[0];
  if (days?.grain === "DAY") {
    change(changed(segment, plan, days, day));
    return;
  }
  const starts = periodStartsOf(day, plan.config.fiscalYearStartMonth);
  for (const of of segment.grains) change(changed(segment, plan, of, starts[GRAIN_INDEX[of.grain]] as number));
}

/** Brings what has changed of the segment's days since the last commit to the rows of its other grains. */
export function rollUp(segment: Segment, plan: MetricPlan): void {
  const [days, ...others] = segment.grains;
  if (days?.grain !== "DAY" || others.length === 0) return;
  for (const held of [...segment.touched]) {
    if (held.grain !== "DAY" || held.before === undefined) continue;
    const difference = rowDifference(held.row, held.before);
    if (difference === null) continue;
    const starts = periodStartsOf(held.start, plan.config.fiscalYearStartMonth);
    for (const of of others) addRow(changed(segment, plan, of, starts[GRAIN_INDEX[of.grain]] as number), difference);
  }
}

/** A row that is about to be changed: what it was is kept beside it. */
function changed(segment: Segment, plan: MetricPlan, of: GrainRows, start: number): PeriodRow {
  const held = touch(segment, plan, of, start);
  if (held.before === undefined) held.before = copyRow(held.row);
  held.unsaved = true;
  return held.row;
}

/** What the row was at the last commit; null: not there. */
export function publishedRow(held: HeldRow): PeriodRow | null {
  return held.before === undefined ? held.row : held.before;
}
