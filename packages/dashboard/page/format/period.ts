/** Periods and days as text. Days are calendar days of the tenant: no zone is applied to them. Pure. */
import type { PeriodShape, SegmentShape } from "@stagefold/reports";
import type { Grain } from "../address/view.ts";
import { LOCALE } from "./locale.ts";

const DAY_MS = 86_400_000;

export const GRAIN_NAMES: Readonly<Record<Grain, string>> = {
  DAY: "Day",
  WEEK: "Week",
  MONTH: "Month",
  QUARTER: "Quarter",
  HALF: "Half-year",
  YEAR: "Year",
  ROLLING_7D: "Rolling 7 days",
  ROLLING_30D: "Rolling 30 days",
  ROLLING_90D: "Rolling 90 days",
};

const days = formatOfDays({ day: "numeric", month: "short", year: "numeric" });
const shortDays = formatOfDays({ day: "numeric", month: "short" });
const months = formatOfDays({ month: "short", year: "numeric" });

function formatOfDays(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });
}

/** Midnight of the day in UTC: a place on an axis, not an instant. */
export function dayMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function addDays(day: string, count: number): string {
  return new Date(dayMs(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Mar 2026; Jan \u2013 Mar 2026; 2 \u2013 8 Mar 2026. */
export function periodText({ grain, start, end }: PeriodShape): string {
  if (grain === "MONTH") return months.format(dayMs(start));
  const last = dayMs(end) - DAY_MS;
  if (grain === "QUARTER" || grain === "HALF" || grain === "YEAR") return months.formatRange(dayMs(start), last);
  return days.formatRange(dayMs(start), last);
}

/** As an axis has room for. */
export function shortPeriodText({ grain, start, end }: PeriodShape): string {
  if (grain === "MONTH" || grain === "QUARTER" || grain === "HALF" || grain === "YEAR")
    return periodText({ grain, start, end });
  return shortDays.format(grain.startsWith("ROLLING") ? dayMs(end) - DAY_MS : dayMs(start));
}

/** From the first day to the last, both named. */
export function windowText({ start, end }: { readonly start: string; readonly end: string }): string {
  return days.formatRange(dayMs(start), dayMs(end) - DAY_MS);
}

/** A day of the period before, and of the one after: what to ask for to turn the page. */
export function neighbours({ grain, start, end }: PeriodShape): { readonly before: string; readonly after: string } {
  // A rolling period is named by its last day: the next one ends a day later.
  if (grain.startsWith("ROLLING")) return { before: addDays(end, -2), after: end };
  return { before: addDays(start, -1), after: end };
}

/** The day by which a period is asked for. */
export function keyDay({ grain, start, end }: PeriodShape): string {
  return grain.startsWith("ROLLING") ? addDays(end, -1) : start;
}

/** Whether a day lies in the period; of a rolling one, whether it ends with it. */
export function holds(period: PeriodShape, day: string): boolean {
  if (period.grain.startsWith("ROLLING")) return keyDay(period) === day;
  return period.start <= day && day < period.end;
}

/** The segment in words. */
export function segmentText({ channel, campaignId, ownerId }: SegmentShape): string {
  const parts = [
    channel === undefined ? "" : `channel ${channel}`,
    campaignId === undefined ? "" : `campaign ${campaignId}`,
    ownerId === undefined ? "" : `owner ${ownerId}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "all leads" : parts.join(", ");
}
