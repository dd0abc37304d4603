import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { parseDay } from "./civil-date.ts";
import { localTimeToInstant, zoneOf } from "./zone.ts";

const ZONES = [
  "Europe/Rome",
  "America/New_York",
  "America/Sao_Paulo", // midnight skipped
  "America/Santiago", // midnight skipped, and back over it
  "America/St_Johns", // changes at 00:01 up to 2011
  "America/Havana",
  "Asia/Gaza",
  "Asia/Kathmandu", // 15 minutes
  "Asia/Manila", // a date twice in 1844
  "America/Juneau",
  "Africa/Casablanca", // twice a year more, for Ramadan
  "Africa/Monrovia", // seconds
  "Australia/Lord_Howe", // half an hour
  "Pacific/Apia", // 2011-12-30 skipped
  "Pacific/Kwajalein", // 1993-08-21 skipped
  "Pacific/Kiritimati",
  "Antarctica/Troll",
  "Europe/Dublin",
  "UTC",
];

const anyZone = fc.constantFrom(...ZONES);
/** From year 1 to 9999, with most where zones have rules. */
const anyInstant = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -5_000_000_000_000, max: 4_000_000_000_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }) },
);
/** Around a change of the clock, where there is one. */
const zoneAndInstant = fc
  .tuple(anyZone, anyInstant, fc.integer({ min: -30 * 60, max: 30 * 60 }), fc.boolean())
  .map(([timeZone, instant, minutes, nearChange]) => {
    const change = nearChange ? zoned(timeZone, instant).getTimeZoneTransition("next") : null;
    return { timeZone, instant: change === null ? instant : change.epochMilliseconds + minutes * 60_000 };
  });

describe("a local day", () => {
  test.prop([zoneAndInstant], { numRuns: 2_000 })("begins when Temporal says it does", ({ timeZone, instant }) => {
    const day = localDay(timeZone, instant);

    for (const near of [day - 1, day, day + 1]) {
      expect(zoneOf(timeZone).startOfDay(near)).toBe(startByTemporal(timeZone, near));
    }
  });

  test.prop([zoneAndInstant], { numRuns: 2_000 })(
    "holds the instants from its first up to the first of the next",
    ({ timeZone, instant }) => {
      const date = localDay(timeZone, instant);
      // Only a clock put back over midnight shows a date whose successor has begun.
      const expected = startByTemporal(timeZone, date + 1) <= instant ? date + 1 : date;

      const zone = zoneOf(timeZone);
      expect(zone.dayOf(instant)).toBe(expected);
      expect(zone.startOfDay(expected)).toBeLessThanOrEqual(instant);
      expect(zone.startOfDay(expected + 1)).toBeGreaterThan(instant);
    },
  );

  it("begins at 01:00 where midnight is skipped", () => {
    expect(startOf("America/Sao_Paulo", "2018-11-04")).toBe("2018-11-04T01:00:00-02:00[America/Sao_Paulo]");
  });

  it("begins at the first midnight where there are two", () => {
    expect(startOf("America/Havana", "2025-11-02")).toBe("2025-11-02T00:00:00-04:00[America/Havana]");
  });

  it("keeps the hour that is shown again after the clock went back over midnight", () => {
    const zone = zoneOf("America/St_Johns");
    const secondTime2330 = instantOf("2010-11-06T23:30:00-03:30[America/St_Johns]");

    expect(zone.dayOf(secondTime2330)).toBe(parseDay("2010-11-07"));
  });

  it.each([
    ["Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00[Pacific/Apia]"],
    ["Pacific/Kwajalein", "1993-08-21", "1993-08-22T00:00:00+12:00[Pacific/Kwajalein]"],
  ])("that %s skipped, %s, is empty", (timeZone, date, nextStart) => {
    const zone = zoneOf(timeZone);
    const day = parseDay(date) as number;

    expect(zone.startOfDay(day)).toBe(instantOf(nextStart));
    expect(zone.startOfDay(day + 1)).toBe(instantOf(nextStart));
    expect(zone.dayOf(instantOf(nextStart))).toBe(day + 1);
    expect(zone.dayOf(instantOf(nextStart) - 1)).toBe(day - 1);
  });

  it.each([-8_640_000_000_000_000, 8_640_000_000_000_000, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])(
    "is found even of instant %d",
    (instant) => {
      const zone = zoneOf("Europe/Rome");
      const day = zone.dayOf(instant);

      expect(zone.startOfDay(day)).toBeLessThanOrEqual(instant);
      expect(zone.startOfDay(day + 1)).toBeGreaterThan(instant);
    },
  );

  it("is still right after the days of thousands of years were asked for", () => {
    const zone = zoneOf("Europe/Rome");
    const before = zone.startOfDay(20_000);
    for (let year = 0; year < 3_000; year++) zone.startOfDay(year * 400);

    expect(zone.startOfDay(20_000)).toBe(before);
  });

  it("is not known of a zone that does not exist", () => {
    expect(() => zoneOf("Europe/Atlantis")).toThrow(RangeError);
  });
});

describe("a local time", () => {
  test.prop([zoneAndInstant, fc.integer({ min: 0, max: 1439 })], { numRuns: 2_000 })(
    "is the first instant at which the clock shows it or later",
    ({ timeZone, instant }, minute) => {
      const day = localDay(timeZone, instant);

      expect(localTimeToInstant(zoneOf(timeZone), day, minute)).toBe(timeByTemporal(timeZone, day, minute));
    },
  );

  test.prop([zoneAndInstant, fc.integer({ min: 0, max: 1440 }), fc.integer({ min: 0, max: 1440 })])(
    "never lies outside its day, nor after a later one",
    ({ timeZone, instant }, a, b) => {
      const zone = zoneOf(timeZone);
      const day = zone.dayOf(instant);
      const times = [0, Math.min(a, b), Math.max(a, b), 1440].map((minute) => localTimeToInstant(zone, day, minute));

      expect(times).toEqual(times.toSorted((x, y) => x - y));
      expect(times[0]).toBe(zone.startOfDay(day));
      expect(times[3]).toBe(zone.startOfDay(day + 1));
    },
  );

  it.each([
    ["skipped", "2026-03-29", 150, "2026-03-29T03:00:00+02:00[Europe/Rome]"],
    ["repeated", "2026-10-25", 150, "2026-10-25T02:30:00+02:00[Europe/Rome]"],
    ["24:00", "2026-10-25", 1440, "2026-10-26T00:00:00+01:00[Europe/Rome]"],
  ])("that is %s, on %s at minute %d, is %s", (_what, date, minute, expected) => {
    expect(localTimeToInstant(zoneOf("Europe/Rome"), parseDay(date) as number, minute)).toBe(instantOf(expected));
  });
});

function zoned(timeZone: string, instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
}

function dateOf(day: number): Temporal.PlainDate {
  return new Temporal.PlainDate(1970, 1, 1).add({ days: day });
}

function localDay(timeZone: string, instant: number): number {
  return new Temporal.PlainDate(1970, 1, 1).until(zoned(timeZone, instant).toPlainDate()).days;
}

function startByTemporal(timeZone: string, day: number): number {
  return dateOf(day).toZonedDateTime(timeZone).epochMilliseconds;
}

function timeByTemporal(timeZone: string, day: number, minute: number): number {
  const local = dateOf(day).toPlainDateTime(new Temporal.PlainTime(Math.floor(minute / 60), minute % 60));
  const earlier = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  if (earlier.toPlainDateTime().equals(local)) return earlier.epochMilliseconds;
  // Skipped: Temporal counts back by the gap, so what follows next is the gap.
  return (earlier.getTimeZoneTransition("next") as Temporal.ZonedDateTime).epochMilliseconds;
}

function startOf(timeZone: string, date: string): string {
  const zonedStart = zoned(timeZone, zoneOf(timeZone).startOfDay(parseDay(date) as number));
  return zonedStart.toString();
}

function instantOf(text: string): number {
  return Temporal.ZonedDateTime.from(text).epochMilliseconds;
}
