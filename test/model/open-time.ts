/**
 * When an amount of open time has passed: SEMANTICS 5, the calendar of an SLA.
 *
 * Goes through the days one by one, and through the spans of each.
 */
import type { CalendarConfig } from "@stagefold/domain";
import { dateOf, localDay, startOfDay } from "./local-day.ts";

/**
 * The first instant of the local day at which the clock shows `minute` of the day or later: a time
 * that is skipped is the end of the gap, a repeated one the first of the two, 24:00 the next day's start.
 */
export function localTime(zone: string, day: number, minute: number): number {
  if (minute === 0) return startOfDay(zone, day);
  if (minute === 1440) return startOfDay(zone, day + 1);
  const wall = dateOf(day).toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
  const earlier = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (earlier.toPlainDateTime().equals(wall)) return earlier.epochMilliseconds;
  const gap = earlier.getTimeZoneTransition("next");
  if (gap === null) throw new Error(`no transition after ${earlier.toString()}`);
  return gap.epochMilliseconds;
}

/** The earliest instant at which `openMs` of the calendar's open time (null: of elapsed time) have passed since `startedAt`. */
export function afterOpenTime(startedAt: number, openMs: number, calendar: CalendarConfig | null): number {
  if (calendar === null) return startedAt + openMs;
  const zone = calendar.timeZone;
  let left = openMs;
  for (let day = localDay(zone, startedAt) - 1; ; day += 1) {
    if (calendar.holidays.has(day)) continue;
    for (const span of calendar.open[dateOf(day).dayOfWeek - 1] ?? []) {
      const from = Math.max(startedAt, localTime(zone, day, span.fromMinute));
      const open = localTime(zone, day, span.toMinute) - from;
      if (open <= 0) continue;
      if (open >= left) return from + left;
      left -= open;
    }
  }
}
