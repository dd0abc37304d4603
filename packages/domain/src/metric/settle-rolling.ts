/** Settles the rolling metrics of a segment: what a commit publishes of its windows. SEMANTICS 6. */
import { rollingDaysOf } from "../period/grain.ts";
import type { ValueContext } from "./metric-value.ts";
import { emptiedValue, metricValue, sameValue } from "./metric-value.ts";
import { scratchRow, windowLagDays, windowRow, windowSums } from "./rolling.ts";
import type { HeldRow, Segment } from "./segment.ts";
import { rowsOf, touchRow } from "./segment.ts";
import type { Settlement, Told } from "./settlement.ts";
import type { Slot } from "./slot.ts";
import { isClosed, statusToTell } from "./slot-status.ts";

/** The longest window, less one day. */
const REACH = 89;

/** Settles the rolling metrics of every day whose window may have changed, or is told for the first time. */
export function settleRolling(
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
    const closed = isClosed(zone.startOfDay(end) + by.graceMs, by);
    let held = rows.get(day);
    for (const [g, grain] of segment.set.rolling.entries()) {
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
        const status = statusToTell(held, offset + g * slots.length + i, closed, now, was, same, by.reconfiguring);
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
