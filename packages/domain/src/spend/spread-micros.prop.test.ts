import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { spreadMicros } from "./spread-micros.ts";

const anySpend = fc.record({
  amount: fc.oneof(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), fc.bigInt({ min: -400n, max: 400n })),
  firstDay: fc.integer({ min: -10_000, max: 30_000 }),
  days: fc.integer({ min: 1, max: 400 }),
});

describe("a spread amount", () => {
  test.prop([anySpend])(
    "adds up to itself, shared to the micro, more on earlier days",
    ({ amount, firstDay, days }) => {
      const shareOf = spreadMicros(amount, firstDay, firstDay + days - 1);
      const shares = Array.from({ length: days }, (_, i) => shareOf(firstDay + i));
      const sizes = shares.map((share) => (amount < 0n ? -share : share));

      expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(amount);
      expect(sizes).toEqual(sizes.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
      expect((sizes[0] as bigint) - (sizes[days - 1] as bigint)).toBeLessThanOrEqual(1n);
      expect([shareOf(firstDay - 1), shareOf(firstDay + days)]).toEqual([0n, 0n]);
    },
  );

  it.each([
    [10n, [4n, 3n, 3n]],
    [-10n, [-4n, -3n, -3n]],
    [2n, [1n, 1n, 0n]],
    [-2n, [-1n, -1n, 0n]],
    [9n, [3n, 3n, 3n]],
    [0n, [0n, 0n, 0n]],
  ])("of %d over three days is shared to the micro", (amount, shares) => {
    const shareOf = spreadMicros(amount, 100, 102);

    expect([100, 101, 102].map((day) => shareOf(day))).toEqual(shares);
  });
});
