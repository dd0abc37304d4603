import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { countdownText, durationText } from "./duration.ts";

const HOUR = 3_600_000;

test("given lengths of time, then they are written in their two largest units", () => {
  expect(
    [350, 1_000, 59_999, 90_000, 2 * HOUR, 23.5 * HOUR, 24 * HOUR - 1, 52 * HOUR, -HOUR - 60_000].map(durationText),
  ).toEqual(["350 ms", "1 s", "1 min", "1 min 30 s", "2 h", "23 h 30 min", "1 d", "2 d 4 h", "\u22121 h 1 min"]);
});

property.prop([fc.integer({ min: 1_000, max: 400 * 24 * HOUR })], { numRuns: 1_000 })(
  "given any length, when it is written, then it is within half of its smaller unit",
  (ms) => {
    const sizes = { d: 24 * HOUR, h: HOUR, min: 60_000, s: 1_000 };
    const parts = [...durationText(ms).matchAll(/(\d+) (d|h|min|s)\b/g)].map(
      ([, count, unit]) => Number(count) * sizes[unit as keyof typeof sizes],
    );
    const largest = Math.max(...Object.values(sizes).filter((size) => size <= ms));
    const smaller = Math.max(1_000, ...Object.values(sizes).filter((size) => size < largest));

    expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - ms)).toBeLessThanOrEqual(smaller / 2);
  },
);

test("given a clock that runs, then the time left is told to the second, and overdue with a sign", () => {
  expect(countdownText(28 * HOUR + 65_000)).toBe("1 d 04:01:05");
  expect(countdownText(-5_000)).toBe("\u221200:00:05");
});
