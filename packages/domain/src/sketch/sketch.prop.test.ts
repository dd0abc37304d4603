import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  addBucket,
  addSample,
  addSketch,
  addSum,
  emptySketch,
  exactSum,
  quantile,
  quantiles,
  type Sketch,
  sketchMax,
  sketchMin,
} from "./sketch.ts";

const PERCENTILES = [0.5, 0.75, 0.9, 0.95];

/** From ms to decades, some of them alike. */
const anyValue = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 2_000_000_000_000 }),
  fc.constantFrom(0, 3_600_000, 86_400_000),
);
const values = fc.array(anyValue, { maxLength: 200 });
const someValues = fc.array(anyValue, { minLength: 1, maxLength: 200 });
const hugeValues = fc.array(fc.integer({ min: 2 ** 50, max: Number.MAX_SAFE_INTEGER }), { maxLength: 50 });
const anyValues = fc.oneof(values, hugeValues);

describe("a sketch", () => {
  test.prop([someValues])("tells minimum, maximum and percentiles to within 1 %", (samples) => {
    const sketch = sketchOf(samples);
    const sorted = samples.toSorted((a, b) => a - b);

    expectWithin1Percent(sketchMin(sketch), sorted[0] as number);
    expectWithin1Percent(sketchMax(sketch), sorted[sorted.length - 1] as number);
    for (const percent of PERCENTILES) {
      // Exactly floor(q (n - 1)), in whole percents.
      const index = Math.floor((Math.round(percent * 100) * (sorted.length - 1)) / 100);
      expectWithin1Percent(quantile(sketch, percent), sorted[index] as number);
    }
  });

  test.prop([someValues])("tells all percentiles at once as it tells each", (samples) => {
    const sketch = sketchOf(samples);
    const qs = [0, ...PERCENTILES, 1];

    expect(quantiles(sketch, qs)).toEqual(qs.map((q) => quantile(sketch, q)));
  });

  test.prop([anyValues])("counts and sums exactly, at any size", (samples) => {
    const sketch = sketchOf(samples);
    const sum = samples.reduce((total, value) => total + BigInt(value), 0n);

    expect(sketch.count).toBe(samples.length);
    expect(BigInt(exactSum(sketch))).toBe(sum);
    expect(sketch.sum).toBe(Number(sum));
  });

  test.prop([anyValues, anyValues, fc.infiniteStream(fc.nat())])(
    "is what is in it, whatever came and went, in any order, also taken back first",
    (staying, passing, shuffle) => {
      const steps = [
        ...staying.map((value) => ({ value, weight: 1 })),
        ...passing.flatMap((value) => [
          { value, weight: 1 },
          { value, weight: -1 },
        ]),
      ].map((step) => ({ ...step, at: shuffle.next().value as number }));
      const sketch = emptySketch();
      for (const { value, weight } of steps.toSorted((a, b) => a.at - b.at)) addSample(sketch, value, weight);

      expect(sketch).toEqual(sketchOf(staying));
    },
  );

  test.prop([anyValues, anyValues])("of two sketches is that of all their samples, and comes apart again", (a, b) => {
    const sketch = sketchOf(a);
    const other = sketchOf(b);

    addSketch(sketch, other);
    expect(sketch).toEqual(sketchOf([...a, ...b]));
    expect(other).toEqual(sketchOf(b));

    addSketch(sketch, other, -1);
    expect(sketch).toEqual(sketchOf(a));
  });

  test.prop([anyValue, fc.integer({ min: 1, max: 100_000_000 })])(
    "takes a sample many times at once",
    (value, weight) => {
      const sketch = emptySketch();
      addSample(sketch, value, weight);

      expect(sketch.count).toBe(weight);
      expect(BigInt(exactSum(sketch))).toBe(BigInt(value) * BigInt(weight));
      expectWithin1Percent(quantile(sketch, 0.5), value);
      addSample(sketch, value, -weight);
      expect(sketch).toEqual(emptySketch());
    },
  );

  test.prop([someValues])("can be put together from its buckets and its sum", (samples) => {
    const whole = sketchOf(samples);
    const sketch = emptySketch();
    for (const [i, bucket] of whole.buckets.entries()) addBucket(sketch, bucket, whole.weights[i] as number);
    addSum(sketch, exactSum(whole));

    expect(sketch).toEqual(whole);
  });

  it("of nothing tells nothing", () => {
    const sketch = emptySketch();

    expect([sketchMin(sketch), sketchMax(sketch), quantile(sketch, 0.5), ...quantiles(sketch, [0.5, 0.9])]).toEqual(
      Array.from({ length: 5 }, () => null),
    );
    addSample(sketch, 5, 0);
    expect(sketch).toEqual(emptySketch());
  });

  it("finds whole ranks although 0.95 is no binary fraction", () => {
    for (let last = 20; last <= 200; last += 20) {
      const sketch = sketchOf(Array.from({ length: last + 1 }, (_, i) => i));

      expect(quantiles(sketch, [0.9, 0.95])).toEqual([(last * 9) / 10, (last * 19) / 20]);
    }
  });
});

function sketchOf(samples: readonly number[]): Sketch {
  const sketch = emptySketch();
  for (const value of samples) addSample(sketch, value, 1);
  return sketch;
}

function expectWithin1Percent(told: number | null, exact: number): void {
  expect(Math.abs((told as number) - exact)).toBeLessThanOrEqual(0.01 * exact);
}
