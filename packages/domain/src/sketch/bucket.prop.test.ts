import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { bucketOf, valueOfBucket } from "./bucket.ts";

/** As many small as large. */
const anyValue = fc
  .tuple(fc.maxSafeNat(), fc.integer({ min: 0, max: 52 }))
  .map(([value, bits]) => Math.floor(value / 2 ** bits));

describe("a bucket", () => {
  test.prop([anyValue], { numRuns: 20_000 })("stands for its values to within 0.95 %", (value) => {
    expect(Math.abs(valueOfBucket(bucketOf(value)) - value)).toBeLessThanOrEqual(0.0095 * value);
  });

  test.prop([anyValue, anyValue])("of a greater value is not a smaller one", (a, b) => {
    expect(bucketOf(Math.min(a, b))).toBeLessThanOrEqual(bucketOf(Math.max(a, b)));
  });

  it("changes exactly at its bounds, and holds the value that stands for it", () => {
    for (let bucket = 0; bucket < 2_300; bucket++) {
      expect(bucketOf(valueOfBucket(bucket))).toBe(bucket);
    }
  });

  it("is exact below 256", () => {
    for (let value = 0; value < 256; value++) expect(valueOfBucket(bucketOf(value))).toBe(value);
    expect(bucketOf(256)).toBe(256);
  });

  it("takes what is more than any two instants are apart", () => {
    expect(bucketOf(2 ** 62)).toBe(bucketOf(2 ** 63));
  });
});
