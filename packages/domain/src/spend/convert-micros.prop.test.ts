import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { convertMicros } from "./convert-micros.ts";

const anyAmount = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n });
const anyRate = fc.record({ digits: fc.bigInt({ min: 1n, max: 10n ** 20n }), scale: fc.integer({ min: 0, max: 20 }) });

describe("a converted amount", () => {
  test.prop([anyAmount, anyRate])("is at most half a micro from the exact one", (amount, rate) => {
    const scale = 10n ** BigInt(rate.scale);
    const off = convertMicros(amount, rate) * scale - amount * rate.digits;

    expect(2n * (off < 0n ? -off : off)).toBeLessThanOrEqual(scale);
  });

  test.prop([anyAmount, anyRate])("of the opposite is the opposite", (amount, rate) => {
    expect(convertMicros(-amount, rate)).toBe(-convertMicros(amount, rate));
  });

  it.each([
    [1_000_000n, { digits: 92n, scale: 2 }, 920_000n],
    [1n, { digits: 5n, scale: 1 }, 1n],
    [-1n, { digits: 5n, scale: 1 }, -1n],
    [1n, { digits: 49_999n, scale: 5 }, 0n],
    [3n, { digits: 5n, scale: 1 }, 2n],
    [-3n, { digits: 5n, scale: 1 }, -2n],
    [10n ** 16n, { digits: 12_345_678_901_234_567n, scale: 16 }, 12_345_678_901_234_567n],
    [7n, { digits: 3n, scale: 0 }, 21n],
  ])("of %d at %o is %d", (amount, rate, expected) => {
    expect(convertMicros(amount, rate)).toBe(expected);
  });
});
