import fc from "fast-check";
import { expect, test } from "vitest";
import { dayText, instantText, parseDay, parseInstant } from "./time-text.ts";

const anyInstant = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.integer({ min: -1e13, max: 1e13 }));

test("given any instant, when it is written and read, then it is the same, and written as Date writes it", () => {
  fc.assert(
    fc.property(anyInstant, (instant) => {
      expect(instantText(instant)).toBe(JSON.stringify(new Date(instant)));
      expect(parseInstant(JSON.parse(instantText(instant)))).toBe(instant);
    }),
  );
});

test("given any instant in any zone's offset, then it is read as Temporal reads it", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e14, max: 1e14 }), fc.integer({ min: -1439, max: 1439 }), (instant, minutes) => {
      const offset = `${minutes < 0 ? "-" : "+"}${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, "0")}:${String(Math.abs(minutes) % 60).padStart(2, "0")}`;
      const text = Temporal.Instant.fromEpochMilliseconds(instant).toString({ timeZone: offset });
      expect(parseInstant(text)).toBe(Temporal.Instant.from(text).epochMilliseconds);
    }),
  );
});

test("given any day, when it is written and read, then it is the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e8, max: 1e8 }), (day) => {
      expect(parseDay(JSON.parse(dayText(day)))).toBe(day);
    }),
  );
});

test.each([
  ["2026-03-05T08:00Z", "2026-03-05T08:00:00.000Z"],
  ["2026-03-05T08:00:01.1Z", "2026-03-05T08:00:01.100Z"],
  ["2026-03-05T08:00:01.999999999999Z", "2026-03-05T08:00:01.999Z"],
  ["1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"],
  ["2026-03-05T00:30:00+01:00", "2026-03-04T23:30:00.000Z"],
  ["2024-02-29T23:59:59-00:30", "2024-03-01T00:29:59.000Z"],
  ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
  ["+275760-09-13T00:00:00Z", "+275760-09-13T00:00:00.000Z"],
])("given %s, then it is %s", (text, expected) => {
  expect(JSON.parse(instantText(parseInstant(text) ?? Number.NaN))).toBe(expected);
});

test.each([
  "",
  "Z",
  "2026-03-05",
  "2026-03-05T08:00:00",
  "2026-03-05 08:00:00Z",
  "2026-03-05t08:00:00Z",
  "2026-03-05T08:00:00z",
  "2026-02-30T08:00:00Z",
  "2026-02-29T08:00:00Z",
  "1900-02-29T08:00:00Z",
  "2026-13-01T08:00:00Z",
  "2026-00-01T08:00:00Z",
  "2026-01-00T08:00:00Z",
  "2026-03-05T24:00:00Z",
  "2026-03-05T08:60:00Z",
  "2026-03-05T08:00:60Z",
  "2026-03-05T08Z",
  "2026-03-05T08:00:00.Z",
  "2026-03-05T08:00:00,5Z",
  "2026-03-05T08:00:00+0100",
  "2026-03-05T08:00:00+01",
  "2026-03-05T08:00:00+24:00",
  "2026-03-05T08:00:00+01:60",
  "2026-03-05T08:00:00Z ",
  " 2026-03-05T08:00:00Z",
  "2026-3-05T08:00:00Z",
  "02026-03-05T08:00:00Z",
  "+2026-03-05T08:00:00Z",
  "-000000-03-05T08:00:00Z",
  "+275760-09-13T00:00:00.001Z",
  "+999999-01-01T00:00:00Z",
  "2026-03-05T08:00:00Z[Europe/Rome]",
  "２０26-03-05T08:00:00Z",
])("given %j, then it is no instant", (text) => {
  expect(parseInstant(text)).toBeNull();
});

test.each([
  "",
  "2026-02-29",
  "2026-2-01",
  "2026-02-01T00:00:00Z",
  "20260201",
  "2026-02-01 ",
  "+999999-01-01",
  "-000000-01-01",
])("given %j, then it is no date", (text) => {
  expect(parseDay(text)).toBeNull();
});
