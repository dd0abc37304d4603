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
import { periodStartOf } from "../period/period.ts";
import type { Zone } from "../time/zone.ts";
import type { MetricPlan } from "./metric-plan.ts";
import type { MetricValue, ValueContext } from "./metric-value.ts";
import { emptiedValue, lagDaysOf, metricValue, sameValue } from "./metric-value.ts";
import type { PeriodRow } from "./period-row.ts";
import type { DayPopulation } from "./population.ts";
import { settlePopulation } from "./population.ts";
import type { HeldRow, Segment } from "./segment.ts";
import { publishedRow, rollUp, touchRow } from "./segment.ts";
import { settleRolling } from "./settle-rolling.ts";
import type { Settlement, Told } from "./settlement.ts";
import type { Slot } from "./slot.ts";
import { isClosed, statusToTell } from "./slot-status.ts";
import { changedDays } from "./spend-series.ts";
import { targetOf } from "./target-table.ts";

/**
 * Publishes what has changed since the last commit through `tell`, and makes the present state the
 * published one. Returns the rows that were looked at: to be saved where `unsaved`, and to be touched
 * again at `nextLookAt`.
 */
export function settleSegment(segment: Segment, by: Settlement, tell: (told: Told) => void): readonly HeldRow[] {
  const { plan, zone, clockBefore, clockNow } = by;
  rollUp(segment, plan);
  touchForSpend(segment, plan);
  if (clockNow !== null && !by.rebuilding) {
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
  const closed = isClosed(ends + by.graceMs, by);
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
    const status = statusToTell(held, i, closed, now, was, same, by.reconfiguring);
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
