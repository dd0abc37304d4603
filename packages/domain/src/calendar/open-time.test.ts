import { describe, expect, it } from "vitest";
import type { CalendarConfig } from "../config/config.ts";
import { parseDay } from "../time/civil-date.ts";
import { openClock } from "./open-time.ts";

const HOUR = 3_600_000;
const nineToFive = [hours(9, 17)];
const office = calendar({ open: [nineToFive, nineToFive, nineToFive, nineToFive, nineToFive, [], []] });

describe("open time", () => {
  // 2026-06-01 is a Monday.
  it.each([
    ["a whole day belongs to the day that closes", "2026-06-01T09:00", 8 * HOUR, "2026-06-01T17:00"],
    ["1 ms more waits for the next opening", "2026-06-01T09:00", 8 * HOUR + 1, "2026-06-02T09:00:00.001"],
    ["starts to count at the opening", "2026-06-01T03:00", HOUR, "2026-06-01T10:00"],
    ["started at closing time, counts from the next opening", "2026-06-01T17:00", HOUR, "2026-06-02T10:00"],
    ["started 1 ms before closing time, has it to count", "2026-06-01T16:59:59.999", 1, "2026-06-01T17:00"],
    ["started at closing time, a whole day is the next", "2026-06-01T17:00", 8 * HOUR, "2026-06-02T17:00"],
    ["does not count at the weekend", "2026-06-05T16:00", 2 * HOUR, "2026-06-08T10:00"],
    ["of forty hours is a week", "2026-06-03T13:00", 40 * HOUR, "2026-06-10T13:00"],
  ])("%s", (_law, startedAt, ms, expected) => {
    expect(localText(openClock(office)(instant(startedAt), ms))).toBe(localText(instant(expected)));
  });

  it("does not count in a break", () => {
    const clock = openClock(calendar({ open: everyDay([hours(9, 13), hours(14, 18)]) }));

    expect(localText(clock(instant("2026-06-01T12:30"), HOUR))).toBe("2026-06-01T14:30:00");
    expect(localText(clock(instant("2026-06-01T12:30"), HOUR / 2))).toBe("2026-06-01T13:00:00");
  });

  it("does not count on holidays, which are days of the calendar's zone", () => {
    const holidays = new Set([parseDay("2026-06-02") as number, parseDay("2026-06-03") as number]);
    const clock = openClock({ ...office, holidays });

    expect(localText(clock(instant("2026-06-01T16:00"), 2 * HOUR))).toBe("2026-06-04T10:00:00");
  });

  it("goes on over midnight where the calendar is always open", () => {
    const clock = openClock(calendar({ open: everyDay([hours(0, 24)]) }));
    const startedAt = instant("2026-03-20T08:15");

    expect(clock(startedAt, 20_000 * HOUR)).toBe(startedAt + 20_000 * HOUR);
  });

  it.each([
    ["the hour that spring skips", "2026-03-29", 23],
    ["the hour that autumn repeats", "2026-10-25", 25],
  ])("is elapsed time over %s", (_what, date, length) => {
    const clock = openClock(calendar({ open: everyDay([hours(0, 24)]) }));

    expect(localText(clock(instant(`${date}T00:00`), length * HOUR))).toBe(localText(instant(`${date}T00:00`, 1)));
  });

  it("has nothing in an opening that lies in the skipped hour", () => {
    const clock = openClock(calendar({ open: everyDay([{ fromMinute: 130, toMinute: 170 }]) }));

    expect(localText(clock(instant("2026-03-28T12:00"), 60_000))).toBe("2026-03-30T02:11:00");
  });

  it("waits through decades of holidays", () => {
    const first = parseDay("2026-06-02") as number;
    const last = parseDay("2099-12-31") as number;
    const holidays = new Set(Array.from({ length: last - first + 1 }, (_, i) => first + i));
    const clock = openClock({ ...office, holidays });

    expect(localText(clock(instant("2026-06-01T16:00"), 2 * HOUR))).toBe("2100-01-01T10:00:00");
  });

  it("refuses a calendar that never opens, waits that end in no time, and waits of nothing", () => {
    const never = openClock(calendar({ open: everyDay([]) }));

    expect(() => never(0, 1)).toThrow("opens at no time in the 400 years after 1970-01-01T00:00:00.000Z");
    expect(() => openClock(office)(0, 1e9 * HOUR)).toThrow("more than 10,000 years");
    expect(() => openClock(office)(0, 0)).toThrow(RangeError);
  });
});

function calendar(given: Pick<CalendarConfig, "open">): CalendarConfig {
  return { timeZone: "Europe/Rome", holidays: new Set(), ...given };
}

function everyDay(spans: CalendarConfig["open"][number]): CalendarConfig["open"] {
  return Array.from({ length: 7 }, () => spans);
}

function hours(from: number, to: number): CalendarConfig["open"][number][number] {
  return { fromMinute: from * 60, toMinute: to * 60 };
}

function instant(local: string, daysLater = 0): number {
  return Temporal.PlainDateTime.from(local).add({ days: daysLater }).toZonedDateTime("Europe/Rome").epochMilliseconds;
}

function localText(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("Europe/Rome").toPlainDateTime().toString();
}
