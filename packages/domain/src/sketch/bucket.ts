/**
 * The buckets of a sketch: SEMANTICS 7, "within 1 % of a true sample value".
 *
 * Whole numbers below 256 have a bucket each. From there buckets grow by a constant factor, and
 * each stands for the whole number that is at most 0.75 % (and half a unit) away from all it holds:
 * within 0.95 % in all.
 *
 * Bounds come from multiplications alone. Logarithms may differ in the last bit from one engine to the
 * next, and a sample taken back years later must be found in the bucket it was put into.
 */

const EXACT_BELOW = 256;
const ACCURACY = 0.0075;
const GROWTH = (1 + ACCURACY) / (1 - ACCURACY);
const PER_LOG = 1 / Math.log(GROWTH);
/** Beyond the time between any two instants; greater values share the last bucket. */
const LARGEST_VALUE = 2 ** 60;

/** The least value of bucket 256, 257, …, whole numbers. */
const BOUNDS = boundsUpTo(LARGEST_VALUE);
const LAST = BOUNDS.length - 1;

/** The bucket of a whole number, 0 or greater; never decreasing in `value`. Pure, the same on every engine. */
export function bucketOf(value: number): number {
  if (value < EXACT_BELOW) return value;
  let i = Math.min(Math.floor(Math.log(value / EXACT_BELOW) * PER_LOG), LAST);
  while (value < (BOUNDS[i] as number)) i -= 1;
  while (i < LAST && value >= (BOUNDS[i + 1] as number)) i += 1;
  return EXACT_BELOW + i;
}

/** The whole number that stands for a bucket: within 0.95 % of every value in it. Pure. */
export function valueOfBucket(bucket: number): number {
  if (bucket < EXACT_BELOW) return bucket;
  const i = bucket - EXACT_BELOW;
  const low = BOUNDS[Math.min(i, LAST)] as number;
  const high = i < LAST ? (BOUNDS[i + 1] as number) - 1 : low;
  // Equally far, relatively, from both ends.
  return Math.round((2 * low * high) / (low + high));
}

function boundsUpTo(limit: number): readonly number[] {
  const bounds: number[] = [];
  for (let bound = EXACT_BELOW; bound <= limit; bound *= GROWTH) bounds.push(Math.ceil(bound));
  return bounds;
}
