/**
 * A distribution of whole numbers, 0 or greater, of which samples can be taken back: the counts of the
 * buckets that hold any, after DDSketch. SEMANTICS 7, "A distribution".
 *
 * What a sketch holds depends on the samples in it alone, not on the order in which they came, or on
 * what has come and gone: weights and sums are exact integers, and a bucket back at 0 is gone. That also
 * holds when a sample is taken back before it was put in; only what is read meanwhile means little.
 *
 * Millions of small ones live at once, so a sketch is two sorted arrays of plain numbers, and
 * is changed in place.
 */
import { type Long, toLong } from "../record/long.ts";
import { bucketOf, valueOfBucket } from "./bucket.ts";

/** Changed by the functions of this file only. */
export interface Sketch {
  /** Samples: the sum of `weights`. */
  count: number;
  /** The sum of the samples: exact below 2^53, the nearest double beyond. */
  sum: number;
  /** What the exact sum is more than `sum`; 0 below 2^53. Stored with it, so that what grew can shrink exactly. */
  sumRest: number;
  /** Ascending, see `bucketOf`. */
  buckets: number[];
  /** By index of `buckets`, none 0. */
  weights: number[];
}

/** A sketch of nothing. */
export function emptySketch(): Sketch {
  return { count: 0, sum: 0, sumRest: 0, buckets: [], weights: [] };
}

/** Puts in a sample `weight` times, or takes it back as often where `weight` is below 0. */
export function addSample(sketch: Sketch, value: number, weight: number): void {
  addBucket(sketch, bucketOf(value), weight);
  const product = value * weight;
  addSum(sketch, Number.isSafeInteger(product) ? product : BigInt(value) * BigInt(weight));
}

/** Adds to a bucket and to the count, not to the sum: see `addSum`. */
export function addBucket(sketch: Sketch, bucket: number, weight: number): void {
  if (weight === 0) return;
  const { buckets, weights } = sketch;
  const i = indexOf(buckets, bucket);
  sketch.count += weight;
  if (buckets[i] !== bucket) {
    sketch.buckets = inserted(buckets, i, bucket);
    sketch.weights = inserted(weights, i, weight);
    return;
  }
  const sum = (weights[i] as number) + weight;
  if (sum !== 0) {
    weights[i] = sum;
  } else {
    buckets.splice(i, 1);
    weights.splice(i, 1);
  }
}

/** Up to this length an array is made anew for each value, to its size: engines give a growing one room for many more. */
const EXACT_LENGTH = 32;

function inserted(values: number[], at: number, value: number): number[] {
  const { length } = values;
  if (length >= EXACT_LENGTH) {
    values.splice(at, 0, value);
    return values;
  }
  const longer = new Array<number>(length + 1);
  for (let i = 0; i < at; i++) longer[i] = values[i] as number;
  longer[at] = value;
  for (let i = at; i < length; i++) longer[i + 1] = values[i] as number;
  return longer;
}

/** Adds to the sum alone, exactly. */
export function addSum(sketch: Sketch, difference: Long): void {
  if (typeof difference === "number" && sketch.sumRest === 0) {
    const sum = sketch.sum + difference;
    if (Number.isSafeInteger(sum)) {
      sketch.sum = sum;
      return;
    }
  }
  const sum = BigInt(sketch.sum) + BigInt(sketch.sumRest) + BigInt(difference);
  sketch.sum = Number(sum);
  sketch.sumRest = Number(sum - BigInt(sketch.sum));
}

/** Adds all of `other`, or takes it back where `sign` is -1. `other` stays as it is, and is another sketch. */
export function addSketch(sketch: Sketch, other: Sketch, sign: 1 | -1 = 1): void {
  if (other.buckets.length <= FEW) {
    for (let i = 0; i < other.buckets.length; i++) {
      addBucket(sketch, other.buckets[i] as number, sign * (other.weights[i] as number));
    }
  } else {
    mergeBuckets(sketch, other, sign);
  }
  const sum = exactSum(other);
  addSum(sketch, sign === 1 ? sum : -sum);
}

/** What `after` holds more than `before`, and less: weights may be below 0. Both stay as they are. */
export function sketchDifference(after: Sketch, before: Sketch | undefined): Sketch {
  const difference = emptySketch();
  mergeBuckets(difference, after, 1);
  addSum(difference, exactSum(after));
  if (before !== undefined) addSketch(difference, before, -1);
  return difference;
}

/** Up to so many buckets are looked up one by one; more are merged in one pass. */
const FEW = 3;

function mergeBuckets(sketch: Sketch, other: Sketch, sign: 1 | -1): void {
  const buckets: number[] = [];
  const weights: number[] = [];
  const add = (bucket: number, weight: number): void => {
    if (weight === 0) return;
    buckets.push(bucket);
    weights.push(weight);
  };
  let i = 0;
  for (let k = 0; k < other.buckets.length; k++) {
    const bucket = other.buckets[k] as number;
    const weight = sign * (other.weights[k] as number);
    sketch.count += weight;
    while (i < sketch.buckets.length && (sketch.buckets[i] as number) < bucket) {
      add(sketch.buckets[i] as number, sketch.weights[i] as number);
      i++;
    }
    if (sketch.buckets[i] === bucket) {
      add(bucket, (sketch.weights[i] as number) + weight);
      i++;
    } else {
      add(bucket, weight);
    }
  }
  for (; i < sketch.buckets.length; i++) add(sketch.buckets[i] as number, sketch.weights[i] as number);
  // To their size: engines give a grown array room for many more.
  sketch.buckets = buckets.slice();
  sketch.weights = weights.slice();
}

/** The sum of the samples, exact at any size. Pure. */
export function exactSum(sketch: Sketch): Long {
  return Number.isSafeInteger(sketch.sum) ? sketch.sum : toLong(BigInt(sketch.sum) + BigInt(sketch.sumRest));
}

/** The least sample, within 1 %; null of nothing. Pure. */
export function sketchMin(sketch: Sketch): number | null {
  const first = sketch.buckets[0];
  return first === undefined ? null : valueOfBucket(first);
}

/** The greatest sample, within 1 %; null of nothing. Pure. */
export function sketchMax(sketch: Sketch): number | null {
  const last = sketch.buckets[sketch.buckets.length - 1];
  return last === undefined ? null : valueOfBucket(last);
}

/** The sample at index floor(q (count - 1)) of all in order, within 1 %; `q` is 0 to 1; null of nothing. Pure. */
export function quantile(sketch: Sketch, q: number): number | null {
  return quantiles(sketch, [q])[0] as number | null;
}

/** `quantile` of each of `qs`, which ascend, in one pass. Pure. */
export function quantiles(sketch: Sketch, qs: readonly number[]): (number | null)[] {
  const { buckets, weights, count } = sketch;
  let i = -1;
  let samplesUpTo = 0;
  return qs.map((q) => {
    const rank = rankOf(q, count);
    while (samplesUpTo <= rank && i < buckets.length - 1) {
      i += 1;
      samplesUpTo += weights[i] as number;
    }
    return i < 0 ? null : valueOfBucket(buckets[i] as number);
  });
}

function rankOf(q: number, count: number): number {
  // 0.95 * 20 must be 19 although 0.95 is not quite 0.95: a percentile of whole ranks is 0.01 apart.
  return Math.floor(q * (count - 1) + 1e-6);
}

/** Where `bucket` is in the ascending buckets, or belongs. */
function indexOf(buckets: readonly number[], bucket: number): number {
  let low = 0;
  let high = buckets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((buckets[middle] as number) < bucket) low = middle + 1;
    else high = middle;
  }
  return low;
}
