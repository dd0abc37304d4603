/**
 * What a commit publishes of a segment: `derive(after) - derive(before)`, row by row, slot by slot.
 *
 * | value before | value now | period                  | published              |
 * | ------------ | --------- | ----------------------- | ---------------------- |
 * | any          | another   | begun                   | the value              |
 * | any          | the same  | closes with this commit | the value, FINAL       |
 * | one          | none      | begun                   | emptied                |
 * | any          | any       | not begun               | nothing yet            |
 *
 * Status: PROVISIONAL until the clock reaches the end of the period plus grace; then FINAL once,
 * RESTATED after. SEMANTICS 6.
 */
import type { Grain } from "../config/config.ts";
import type { RollingGrain } from "../period/grain.ts";
import { rollingDaysOf } from "../period/grain.ts";
import { periodEndOf, periodStartOf } from "../period/period.ts";
import type { MetricStatus } from "../record/records.generated.ts";
import type { Zone } from "../time/zone.ts";
import type { MetricPlan } from "./metric-plan.ts";
import type { MetricValue, ValueContext } from "./metric-value.ts";
import { emptiedValue, lagDaysOf, metricValue, sameValue } from "./metric-value.ts";
import type { PeriodRow } from "./period-row.ts";
import type { DayPopulation } from "./population.ts";
import { settlePopulation } from "./population.ts";
import { scratchRow, windowLagDays, windowRow, windowSums } from "./rolling.ts";
import { isSeen, markSeen } from "./seen.ts";
import type { HeldRow, Segment } from "./segment.ts";
import { publishedRow, rollUp, rowsOf, touchRow } from "./segment.ts";
import type { Slot } from "./slot.ts";
import { changedDays } from "./spend-series.ts";
import type { TargetTable } from "./target-table.ts";
import { targetOf } from "./target-table.ts";

/** Where a tenant's clock stood at the last commit and stands now, and what goes with it. */
export interface Settlement {
  readonly plan: MetricPlan;
  readonly zone: Zone;
  readonly graceMs: number;
  /** null: there was none. */
  readonly clockBefore: number | null;
  /** null: there is none yet, and nothing has begun. */
  readonly clockNow: number | null;
  readonly targetsBefore: TargetTable;
  readonly targetsNow: TargetTable;
  /** Pace moves with the clock at every instant: whether it is told now although nothing else changed. */
  readonly tellPace: boolean;
  /** The state is being rebuilt: what is told now was told before, and perhaps more. */
  readonly rebuilding: boolean;
  /** The clock of the newest rebuilding: of what had closed by then, more may be FINAL than the rows say. Absent: never rebuilt. */
  readonly rebuiltAt?: number | null;
}

/** One value to be published. */
export interface Told {
  readonly segment: Segment;
  readonly grain: Grain;
  readonly start: number;
  readonly end: number;
  readonly slot: Slot;
  readonly value: MetricValue;
  readonly status: Exclude<MetricStatus, "UNKNOWN">;
}

/**
 * Publishes what has changed since the last commit through `tell`, and makes the present state the
 * published one. Returns the rows that were looked at: to be saved where `unsaved`, and to be touched
 * again at `nextLookAt`.
 */
export function settleSegment(segment: Segment, by: Settlement, tell: (told: Told) => void): readonly HeldRow[] {
  const { plan, zone, clockBefore, clockNow } = by;
  rollUp(segment, plan);
  touchForSpend(segment, plan);
  if (by.rebuilding) touchOpen(segment, by);
  if (clockNow !== null) {
    const dayBefore = clockBefore === null ? null : zone.dayOf(clockBefore);
    const dayNow = zone.dayOf(clockNow);
    const newDay = dayBefore === null || dayNow > dayBefore;
    const looked = segment.touched.length > 0;
    if (segment.set.rolling.length > 0 && (newDay || looked)) settleRolling(segment, by, dayBefore, dayNow, tell);
    const population =
      segment.set.population && (newDay || looked) ? settlePopulation(segment, plan, dayBefore, dayNow) : undefined;
    for (const held of segment.touched) settleRow(segment, held, by, population?.get(held.start), tell);
  }
  const settled = segment.touched.splice(0);
  for (const held of settled) {
    if (by.rebuilding && !held.uncertain) {
      held.uncertain = true;
      held.unsaved = true;
    }
    held.before = undefined;
    held.touched = false;
  }
  segment.spendBefore = segment.spend;
  return settled;
}

/** The next instant at which a row must be looked at though nothing is added to it: when its period begins, or closes; null: never. */
export function nextLookAt(held: HeldRow, zone: Zone, graceMs: number, clock: number | null): number | null {
  const begins = zone.startOfDay(held.start);
  if (clock === null || begins > clock) return begins;
  const closes = zone.startOfDay(held.end) + graceMs;
  return closes > clock ? closes : null;
}

/** Spend stands beside the rows: where it changed, every row whose period or lagged period it may be in is looked at. */
function touchForSpend(segment: Segment, plan: MetricPlan): void {
  const days = changedDays(segment.spendBefore, segment.spend);
  if (days.length === 0) return;
  const fiscal = plan.config.fiscalYearStartMonth;
  const lag = plan.config.lag;
  for (const { grain, rows } of segment.grains) {
    for (const start of rows.keys()) touchRow(segment, plan, grain, start);
  }
  for (const grain of segment.set.rowGrains) {
    for (const day of days) {
      touchRow(segment, plan, grain, periodStartOf(grain, day, fiscal));
      if (lag?.kind === "days") touchRow(segment, plan, grain, periodStartOf(grain, day + lag.days, fiscal));
    }
  }
}

/**
 * What is rebuilt may have been published and emptied before, of which the log's sum says nothing: so the rows
 * of all open periods are there, uncertain, to be told when they close.
 */
function touchOpen(segment: Segment, { plan, zone, graceMs, clockNow }: Settlement): void {
  if (clockNow === null) return;
  const fiscal = plan.config.fiscalYearStartMonth;
  for (const grain of segment.set.rowGrains) {
    let start = periodStartOf(grain, zone.dayOf(clockNow), fiscal);
    let end = periodEndOf(grain, start);
    while (zone.startOfDay(end) + graceMs > clockNow) {
      touchRow(segment, plan, grain, start);
      end = start;
      start = periodStartOf(grain, end - 1, fiscal);
    }
  }
}

function settleRow(
  segment: Segment,
  held: HeldRow,
  by: Settlement,
  population: DayPopulation | undefined,
  tell: (told: Told) => void,
): void {
  const { zone } = by;
  const slots = segment.set.slots.get(held.grain) as readonly Slot[];
  if (slots.length === 0) return;
  const begins = zone.startOfDay(held.start);
  const ends = zone.startOfDay(held.end);
  if (by.clockNow === null || begins > by.clockNow) return;
  const before = by.clockBefore === null || begins > by.clockBefore ? null : publishedRow(held);
  const contextNow = contextOf(segment, held, by, begins, ends, "now", held.row, population);
  const contextBefore =
    before === null ? null : contextOf(segment, held, by, begins, ends, "before", before, population);
  const phase = phaseOf(ends + by.graceMs, by);
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] as Slot;
    const now = metricValue(slot.making, held.row, contextNow);
    const was = before === null || contextBefore === null ? null : metricValue(slot.making, before, contextBefore);
    const same =
      now !== null &&
      was !== null &&
      (slot.making.kind === "pace" && contextBefore !== null
        ? samePace(slot.making.stage, was, now, contextBefore, contextNow, by.tellPace)
        : sameValue(was, now));
    const status = statusToTell(held, i, slot, phase, now, was, same);
    if (status === null) continue;
    const value = now ?? emptiedValue(slot.making, contextNow);
    tell({ segment, grain: held.grain, start: held.start, end: held.end, slot, value, status });
  }
}

/**
 * Whether the pace last told still stands. It may have been told at any clock up to `clockBefore`, so until the month
 * is over being the same as then says nothing.
 */
function samePace(
  stage: string,
  was: MetricValue,
  now: MetricValue,
  before: ValueContext,
  after: ValueContext,
  tellPace: boolean,
): boolean {
  if (tellPace && before.elapsedMs < before.totalMs) return false;
  return was.n === now.n && before.target(stage) === after.target(stage);
}

interface Phase {
  readonly closedBefore: boolean;
  readonly closedNow: boolean;
  /** It had closed when the state was last rebuilt. */
  readonly closedAtRebuild: boolean;
}

function phaseOf(closesAt: number, by: Settlement): Phase {
  return {
    closedBefore: by.clockBefore !== null && by.clockBefore >= closesAt,
    closedNow: by.clockNow !== null && by.clockNow >= closesAt,
    closedAtRebuild: (by.rebuiltAt ?? null) !== null && (by.rebuiltAt as number) >= closesAt,
  };
}

/** With what status a slot's value is told, null where there is nothing to tell; from then on it counts as seen. */
function statusToTell(
  held: HeldRow,
  index: number,
  slot: Slot,
  { closedBefore, closedNow, closedAtRebuild }: Phase,
  now: MetricValue | null,
  was: MetricValue | null,
  same: boolean,
): Told["status"] | null {
  const seen = isSeen(held.seen, index);
  const closing = closedNow && !closedBefore;
  if (now === null) {
    if (!seen && !(held.uncertain && canBeEmptied(slot))) return null;
    if (was === null && !closing) return null;
  } else if (seen && same && !closing) return null;
  if (!seen) {
    markSeen(held.seen, index);
    held.unsaved = true;
  }
  if (!closedNow) return "PROVISIONAL";
  return closedBefore && (seen || held.uncertain || closedAtRebuild) ? "RESTATED" : "FINAL";
}

/** Targets are never taken back. */
function canBeEmptied({ making }: Slot): boolean {
  return making.kind !== "attainment" && making.kind !== "pace";
}

function contextOf(
  segment: Segment,
  held: HeldRow,
  by: Settlement,
  begins: number,
  ends: number,
  when: "before" | "now",
  row: PeriodRow,
  population: DayPopulation | undefined,
): ValueContext {
  const { plan, zone } = by;
  const clock = (when === "now" ? by.clockNow : by.clockBefore) as number;
  const targets = when === "now" ? by.targetsNow : by.targetsBefore;
  return {
    periodStart: held.start,
    periodEnd: held.end,
    spend: when === "now" ? segment.spend : segment.spendBefore,
    lag: plan.config.lag,
    lagDays: lagDaysOf(plan.config.lag, plan.lagSketch === null ? undefined : row.sketches[plan.lagSketch]),
    population: (when === "now" ? population?.after : population?.before) ?? null,
    target: (stage) => targetOf(targets, stage, held.start, held.end, segment.values.channel),
    elapsedMs: Math.min(clock, ends) - begins,
    totalMs: ends - begins,
    current: held.grain === "DAY" && clock < ends && zone.dayOf(clock) === held.start,
  };
}

/** The longest window, less one day. */
const REACH = 89;

/** Settles the rolling metrics of every day whose window may have changed, or is told for the first time. */
function settleRolling(
  segment: Segment,
  by: Settlement,
  dayBefore: number | null,
  dayNow: number,
  tell: (told: Told) => void,
): void {
  const { plan, zone } = by;
  const rows = rowsOf(segment, "DAY");
  const days = daysToSettle(segment, rows, dayBefore, dayNow);
  if (days.length === 0) return;
  const first = (days[0] as number) - REACH;
  const last = days[days.length - 1] as number;
  const present = windowSums(segment, plan, first, last, "present");
  const published = windowSums(segment, plan, first, last, "published");
  const scratchNow = scratchRow(plan);
  const scratchWas = scratchRow(plan);
  const offset = segment.set.slots.get("DAY")?.length ?? 0;
  const slots = segment.set.rollingSlots;
  for (const day of days) {
    const end = day + 1;
    const begun = dayBefore !== null && day <= dayBefore;
    const phase = phaseOf(zone.startOfDay(end) + by.graceMs, by);
    let held = rows.get(day);
    for (let g = 0; g < segment.set.rolling.length; g++) {
      const grain = segment.set.rolling[g] as RollingGrain;
      const start = day - rollingDaysOf(grain) + 1;
      const rowNow = windowRow(present, grain, day, scratchNow);
      const contextNow = windowContext(start, end, segment.spend, by, windowLagDays(present, plan, grain, day));
      const rowWas = begun ? windowRow(published, grain, day, scratchWas) : null;
      const lagWas = begun ? windowLagDays(published, plan, grain, day) : null;
      const contextWas = windowContext(start, end, segment.spendBefore, by, lagWas);
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i] as Slot;
        const now = metricValue(slot.making, rowNow, contextNow);
        const was = rowWas === null ? null : metricValue(slot.making, rowWas, contextWas);
        if (now === null && held === undefined) continue;
        held ??= touchRow(segment, plan, "DAY", day);
        const same = now !== null && was !== null && sameValue(was, now);
        const status = statusToTell(held, offset + g * slots.length + i, slot, phase, now, was, same);
        if (status === null) continue;
        const value = now ?? emptiedValue(slot.making, contextNow);
        tell({ segment, grain, start, end, slot, value, status });
      }
    }
    if (held?.unsaved === true) touchRow(segment, plan, "DAY", day);
  }
}

/** The days, ascending, up to the clock's, whose windows are to be looked at. */
function daysToSettle(
  segment: Segment,
  rows: ReadonlyMap<number, HeldRow>,
  dayBefore: number | null,
  dayNow: number,
): readonly number[] {
  const wanted = new Set<number>();
  const want = (from: number, to: number): void => {
    for (let day = from; day <= Math.min(to, dayNow); day++) wanted.add(day);
  };
  let earliest = segment.spend.days[0] ?? Number.POSITIVE_INFINITY;
  for (const day of rows.keys()) if (day < earliest) earliest = day;
  if (earliest === Number.POSITIVE_INFINITY) return [];
  if (dayBefore === null || segment.spend !== segment.spendBefore) {
    want(Math.min(earliest, segment.spendBefore.days[0] ?? earliest), dayNow);
  } else {
    want(Math.max(dayBefore + 1, earliest), dayNow);
    for (const held of rows.values()) {
      if (held.before !== undefined) want(held.start, held.start + REACH);
      else if (held.touched) want(held.start, held.start);
    }
  }
  return [...wanted].sort((a, b) => a - b);
}

const NO_TARGET = (): null => null;

function windowContext(
  periodStart: number,
  periodEnd: number,
  spend: ValueContext["spend"],
  by: Settlement,
  lagDays: number | null,
): ValueContext {
  return {
    periodStart,
    periodEnd,
    spend,
    lag: by.plan.config.lag,
    lagDays,
    population: null,
    target: NO_TARGET,
    elapsedMs: 0,
    totalMs: 1,
    current: false,
  };
}
