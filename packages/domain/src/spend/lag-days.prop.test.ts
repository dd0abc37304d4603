import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../time/civil-date.ts";
import { roundedLagDays } from "./lag-days.ts";

describe("a lag", () => {
  test.prop([
    fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }), fc.nat()),
    fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100_000_000 })),
    fc.integer({ min: 1, max: 400 }),
  ])("is the multiple nearest to the mean, the greater of two", (sumMs, count, roundToDays) => {
    const multiples = BigInt(roundedLagDays(sumMs, count, roundToDays)) / BigInt(roundToDays);
    const twiceSum = 2n * BigInt(sumMs);
    const unit = BigInt(count) * BigInt(DAY_MS) * BigInt(roundToDays);

    expect(twiceSum).toBeLessThan((2n * multiples + 1n) * unit);
    if (multiples > 1n) expect(twiceSum).toBeGreaterThanOrEqual((2n * multiples - 1n) * unit);
    expect(multiples).toBeGreaterThanOrEqual(1n);
  });

  it.each([
    [0, 1, 30, 30],
    [45 * DAY_MS - 1, 1, 30, 30],
    [45 * DAY_MS, 1, 30, 60],
    [2 * 45 * DAY_MS - 1, 2, 30, 30],
    [2 * 45 * DAY_MS, 2, 30, 60],
    [75 * DAY_MS - 1, 1, 30, 60],
    [10 * DAY_MS, 3, 1, 3],
    [45n * BigInt(DAY_MS) * 10_000_000n - 1n, 10_000_000, 30, 30],
    [45n * BigInt(DAY_MS) * 10_000_000n, 10_000_000, 30, 60],
  ])("of %d ms over %d, to %d days, is %d", (sumMs, count, roundToDays, expected) => {
    expect(roundedLagDays(sumMs, count, roundToDays)).toBe(expected);
  });
});
