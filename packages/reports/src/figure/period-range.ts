/** From what a request says to the periods it is about. Days are in the tenant's time zone: SEMANTICS 6. */
import {
  formatDay,
  type Grain,
  isRolling,
  type Period,
  parseDay,
  periodEndOf,
  periodOf,
  periodStartOf,
  rollingDaysOf,
  zoneOf,
} from "@stagefold/domain";
import type { ReportContext } from "../report-context.ts";
import type { Span } from "../report-data.ts";
import { ReportProblem } from "../report-problem.ts";
import type { PeriodShape, WindowShape } from "../shape/period.ts";

/** More would be no report any more. */
const MOST_PERIODS = 400;

/** Periods of a range that names no beginning. */
const USUAL_PERIODS: Readonly<Record<Grain, number>> = {
  DAY: 30,
  WEEK: 26,
  MONTH: 12,
  QUARTER: 8,
  HALF: 6,
  YEAR: 5,
  ROLLING_7D: 30,
  ROLLING_30D: 30,
  ROLLING_90D: 30,
};

export interface PeriodRange {
  /** Oldest first; not empty. */
  readonly periods: readonly Period[];
  /** The days that give this range again. */
  readonly from: string;
  readonly to: string;
}

/** The clock's day; null: there is no clock yet. */
export function todayOf({ data, tenantId, config }: ReportContext): number | null {
  const { asOf } = data.freshness(tenantId);
  return asOf === null ? null : zoneOf(config.timeZone).dayOf(asOf);
}

/**
 * The periods from the one that holds `from` (of rolling ones: that ends with it) to the one of `to`. Without `to` up
 * to the clock's day; without `from` about a year; null: neither a day nor a clock. Throws ReportProblem.
 */
export function periodRangeOf(
  context: ReportContext,
  grain: Grain,
  from: string | undefined,
  to: string | undefined,
): PeriodRange | null {
  const fiscal = context.config.fiscalYearStartMonth;
  const firstDay = dayOf(from, "from");
  const lastDay = dayOf(to, "to") ?? later(todayOf(context), firstDay);
  if (lastDay === null) return null;
  if (firstDay !== null && firstDay > lastDay) {
    throw new ReportProblem(
      "STF-RPT-003",
      "from",
      `from ${from} is after to ${to}: give an earlier from or a later to`,
    );
  }
  const periods = [periodOf(grain, lastDay, fiscal)];
  const wanted = firstDay === null ? USUAL_PERIODS[grain] : MOST_PERIODS + 1;
  const firstStart = firstDay === null ? Number.NEGATIVE_INFINITY : periodStartOf(grain, firstDay, fiscal);
  for (let oldest = periods[0] as Period; periods.length < wanted && oldest.start > firstStart; ) {
    oldest = stepBack(grain, oldest, fiscal);
    periods.push(oldest);
  }
  if (periods.length > MOST_PERIODS) {
    const detail = `${from} to ${to ?? formatDay(lastDay)} is more than ${MOST_PERIODS} periods of ${grain}: ask for a part of them, or for a longer grain`;
    throw new ReportProblem("STF-RPT-003", "from", detail);
  }
  periods.reverse();
  return { periods, from: namingDay(grain, periods[0] as Period), to: namingDay(grain, periods.at(-1) as Period) };
}

/** The period that holds `day` (of rolling ones: that ends with it); without it, the clock's. Throws ReportProblem. */
export function onePeriodOf(context: ReportContext, grain: Grain, day: string | undefined): Period {
  const wanted = dayOf(day, "period") ?? todayOf(context);
  if (wanted === null) {
    throw new ReportProblem(
      "STF-RPT-003",
      "period",
      "nothing has been read yet, so there is no present period: give one, as YYYY-MM-DD",
    );
  }
  return periodOf(grain, wanted, context.config.fiscalYearStartMonth);
}

/** The day by which a request names the period. Pure. */
export function namingDay(grain: Grain, { start, end }: Period): string {
  return formatDay(isRolling(grain) ? end - 1 : start);
}

/** The period before: of a rolling one, the one that ends where it begins. Pure. */
export function previousPeriod(grain: Grain, { start }: Period, fiscalYearStartMonth: number): Period {
  const days = rollingDaysOf(grain);
  const before = days === null ? periodStartOf(grain, start - 1, fiscalYearStartMonth) : start - days;
  return { start: before, end: periodEndOf(grain, before) };
}

/** The instants of the period in the tenant's time zone. Pure. */
export function spanOf(timeZone: string, { start, end }: Period): Span {
  const zone = zoneOf(timeZone);
  return { from: zone.startOfDay(start), to: zone.startOfDay(end) };
}

/** How a report shows it. Pure. */
export function periodShape(grain: Grain, { start, end }: Period): PeriodShape {
  return { grain, start: formatDay(start), end: formatDay(end) };
}

/** Days as a report shows them. Pure. */
export function windowShape({ start, end }: Period): WindowShape {
  return { start: formatDay(start), end: formatDay(end) };
}

function stepBack(grain: Grain, period: Period, fiscalYearStartMonth: number): Period {
  if (isRolling(grain)) return { start: period.start - 1, end: period.end - 1 };
  return previousPeriod(grain, period, fiscalYearStartMonth);
}

function dayOf(text: string | undefined, parameter: string): number | null {
  if (text === undefined) return null;
  const day = parseDay(text);
  if (day !== null) return day;
  throw new ReportProblem(
    "STF-RPT-003",
    parameter,
    `${parameter} is ${text}: expected a date that exists, as YYYY-MM-DD`,
  );
}

function later(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
