/** Open time against a slow telling of the same: day by day, opening by opening, over Temporal. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { CalendarConfig, OpenSpan } from "../config/config.ts";
import { openClock } from "./open-time.ts";

const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 })
  .map((quarters) => quarters.toSorted((a, b) => a - b).map((quarter) => quarter * 15))
  .map((minutes) => minutes.slice(0, minutes.length - (minutes.length % 2)))
  .map((minutes) =>
    minutes.flatMap((from, i): OpenSpan[] =>
      i % 2 === 0 ? [{ fromMinute: from, toMinute: minutes[i + 1] as number }] : [],
    ),
  );

const calendars = fc.record({
  timeZone: fc.constantFrom(
    "Europe/Rome",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Gaza",
    "UTC",
  ),
  open: fc.array(spans, { minLength: 7, maxLength: 7 }).filter((week) => week.some((day) => day.length > 0)),
  // 2011-12 and 2012-01: changes of several of the zones are near.
  holidays: fc.uniqueArray(fc.integer({ min: 15_200, max: 15_400 }), { maxLength: 60 }).map((days) => new Set(days)),
});

/** In 2011 and 2012, on whole quarters of an hour more often than not. */
const startedAt = fc.oneof(
  fc.integer({ min: 1_300_000_000_000, max: 1_340_000_000_000 }),
  fc.integer({ min: 1_444_444, max: 1_488_888 }).map((quarters) => quarters * 900_000),
);
const wait = fc.oneof(
  fc.integer({ min: 1, max: 100 * 3_600_000 }),
  fc.integer({ min: 1, max: 400 }).map((quarters) => quarters * 900_000),
);

describe("open time", () => {
  test.prop([calendars, startedAt, wait], { numRuns: 300 })(
    "is the sum of the openings since the start",
    (calendar, start, ms) => {
      expect(openClock(calendar)(start, ms)).toBe(slowly(calendar, start, ms));
    },
  );

  test.prop([calendars, startedAt, wait, wait])(
    "adds up: a wait after a wait is a wait of both",
    (calendar, start, a, b) => {
      const clock = openClock(calendar);

      expect(clock(clock(start, a), b)).toBe(clock(start, a + b));
    },
  );

  test.prop([calendars, startedAt, startedAt, wait])("never ends earlier for starting later", (calendar, a, b, ms) => {
    const clock = openClock(calendar);

    expect(clock(Math.min(a, b), ms)).toBeLessThanOrEqual(clock(Math.max(a, b), ms));
  });
});

function slowly(calendar: CalendarConfig, startedAt: number, ms: number): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(startedAt).toZonedDateTimeISO(calendar.timeZone);
  let left = ms;
  for (let date = zoned.toPlainDate().subtract({ days: 2 }); ; date = date.add({ days: 1 })) {
    if (calendar.holidays.has(new Temporal.PlainDate(1970, 1, 1).until(date).days)) continue;
    for (const span of calendar.open[date.dayOfWeek - 1] ?? []) {
      const opens = Math.max(startedAt, firstShowing(date, span.fromMinute, calendar.timeZone));
      const closes = Math.max(startedAt, firstShowing(date, span.toMinute, calendar.timeZone));
      if (closes - opens >= left) return opens + left;
      left -= closes - opens;
    }
  }
}

function firstShowing(date: Temporal.PlainDate, minute: number, timeZone: string): number {
  const local = date.toPlainDateTime().add({ minutes: minute });
  const earlier = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  if (earlier.toPlainDateTime().equals(local)) return earlier.epochMilliseconds;
  return (earlier.getTimeZoneTransition("next") as Temporal.ZonedDateTime).epochMilliseconds;
}
