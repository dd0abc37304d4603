/** First days of the periods that hold a day, kept: the same few days come up for every record. */
import { CALENDAR_GRAINS } from "./grain.ts";
import { periodStartOf } from "./period.ts";

/** Days kept for each first month of a fiscal year; far more than a commit has. */
const KEPT = 20_000;

const byMonth = new Map<number, Map<number, readonly number[]>>();

/** The first days of the calendar periods that hold `day`, in the order of CALENDAR_GRAINS. Pure. */
export function periodStartsOf(day: number, fiscalYearStartMonth: number): readonly number[] {
  let byDay = byMonth.get(fiscalYearStartMonth);
  if (byDay === undefined) {
    byDay = new Map();
    byMonth.set(fiscalYearStartMonth, byDay);
  }
  let starts = byDay.get(day);
  if (starts === undefined) {
    if (byDay.size >= KEPT) byDay.clear();
    starts = CALENDAR_GRAINS.map((grain) => periodStartOf(grain, day, fiscalYearStartMonth));
    byDay.set(day, starts);
  }
  return starts;
}
