import type { CalendarConfig, OpenSpan } from "@stagefold/domain";
import type { z } from "zod";
import type { KeyPath, Report } from "../key-path.ts";
import { entries, items, member } from "../rule/raw.ts";
import { documented } from "../schema/key-reference.ts";
import { keys, leaf, listOf, named } from "../schema/shapes.ts";
import { readDay } from "../value/date.ts";
import { readOpenSpan } from "../value/open-span.ts";
import { readTimeZone } from "../value/time-zone.ts";
import { readWeekdays, WEEKDAYS } from "../value/weekdays.ts";

/** SEMANTICS 5 and 11: the hours in which an SLA runs. */
export const calendarSchema = keys("a calendar", {
  timeZone: documented(leaf(readTimeZone), {
    type: "IANA time zone",
    default: "the tenant's",
    meaning: "The zone of the hours and holidays.",
    example: "Europe/Rome",
  }).optional(),
  open: documented(
    named(
      'a mapping from days to opening hours, like { mon-fri: ["09:00-17:00"] }',
      documented(listOf("opening hours", leaf(readOpenSpan)), {
        type: 'list of "HH:MM-HH:MM"',
        meaning:
          "The spans in which it is open on the day, or on the days of a range (`mon-fri`, `sat-mon`). The second time is later than the first, up to 24:00; spans do not overlap. `[]`: closed.",
        example: '["09:00-13:00", "14:00-18:00"]',
      }),
    ),
    {
      type: "mapping by day",
      meaning:
        "The hours, by day or range of days of mon, tue, wed, thu, fri, sat, sun. Each day once; a day that is not named is closed; some day must be open.",
      example: '{ mon-fri: ["09:00-17:00"] }',
    },
  ),
  holidays: documented(listOf("holidays", leaf(readDay)), {
    type: "list of dates",
    default: "`[]`",
    meaning: "Days of the calendar's zone on which it is closed.",
    example: '["2026-01-01", "2026-12-25"]',
  }).optional(),
});

/** Refuses what is no day, a weekday named twice, spans that overlap, and a calendar that is never open. */
export function calendarRules(calendar: unknown, path: KeyPath, report: Report): void {
  const open = member(calendar, "open");
  const keyOf = new Map<number, string>();
  for (const [key, spans] of entries(open)) {
    const at = [...path, "open", key];
    const days = readWeekdays(key);
    if ("refusal" in days) report(at, days.refusal);
    for (const day of "value" in days ? days.value : []) {
      const other = keyOf.get(day);
      if (other === undefined) keyOf.set(day, key);
      else
        report(at, `found ${WEEKDAYS[day]} a second time, after ${other}, expected each day once; take it out of one`);
    }
    overlapRules(spans, at, report);
  }
  const isMapping = typeof open === "object" && open !== null && !Array.isArray(open);
  if (isMapping && entries(open).every(([, spans]) => Array.isArray(spans) && spans.length === 0)) {
    report(
      [...path, "open"],
      "found no opening hours at all, expected at least one span; an SLA on this calendar would never be due",
    );
  }
}

function overlapRules(spans: unknown, path: KeyPath, report: Report): void {
  const seen: OpenSpan[] = [];
  for (const { index, value } of items(spans)) {
    const reading = readOpenSpan(value);
    if (!("value" in reading)) continue;
    const { fromMinute, toMinute } = reading.value;
    if (seen.some((span) => span.fromMinute < toMinute && fromMinute < span.toMinute)) {
      report(
        [...path, index],
        `found ${JSON.stringify(value)}, which overlaps a span before it, expected spans apart from each other; join them`,
      );
    }
    seen.push(reading.value);
  }
}

/** The calendar as the domain reads it. Pure. */
export function compileCalendar(calendar: z.output<typeof calendarSchema>, tenantTimeZone: string): CalendarConfig {
  const open: OpenSpan[][] = WEEKDAYS.map(() => []);
  for (const [key, spans] of Object.entries(calendar.open)) {
    const days = readWeekdays(key);
    for (const day of "value" in days ? days.value : [])
      open[day] = [...spans].sort((a, b) => a.fromMinute - b.fromMinute);
  }
  return {
    timeZone: calendar.timeZone ?? tenantTimeZone,
    open,
    holidays: new Set(calendar.holidays?.toSorted((a, b) => a - b)),
  };
}
