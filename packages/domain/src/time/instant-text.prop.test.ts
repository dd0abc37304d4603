import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { formatInstant } from "./instant-text.ts";

describe("the text of an instant", () => {
  test.prop([
    fc.oneof(
      fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
      fc.integer({ min: -62_200_000_000_000, max: 253_500_000_000_000 }),
    ),
  ])("is the one that Temporal writes, to the ms", (instant) => {
    expect(formatInstant(instant)).toBe(
      Temporal.Instant.fromEpochMilliseconds(instant).toString({ fractionalSecondDigits: 3 }),
    );
  });

  it.each([
    [0, "1970-01-01T00:00:00.000Z"],
    [-1, "1969-12-31T23:59:59.999Z"],
    [253_402_300_800_000, "+010000-01-01T00:00:00.000Z"],
    [-62_167_219_200_001, "-000001-12-31T23:59:59.999Z"],
  ])("of %d is %s", (instant, text) => {
    expect(formatInstant(instant)).toBe(text);
  });

  it.each([Number.NaN, 0.5, Number.POSITIVE_INFINITY, 8_640_000_000_000_001])("refuses %d", (instant) => {
    expect(() => formatInstant(instant)).toThrow(RangeError);
  });
});
