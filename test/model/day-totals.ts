/**
 * What is counted, by day and by segment, before any period is made of it: the building blocks of
 * SEMANTICS 7.
 */
import type { Dimension } from "@stagefold/domain";

/** The values of a segment, in the order of its dimensions; `(none)` for none. */
export type SegmentValues = readonly string[];

/** What is known of one day: a sum, and samples where the quantity has them. */
interface DayTotal {
  sum: bigint;
  readonly samples: number[];
}

/** One quantity in one segment, by day. */
export type Days = ReadonlyMap<number, DayTotal>;

/** All quantities for one set of dimensions: by the quantity's name, then by segment (as `segmentKey`). */
export interface Quantities {
  readonly dimensions: readonly Dimension[];
  readonly bySegment: ReadonlyMap<string, ReadonlyMap<string, Days>>;
}

/** Something that happened on a day, with the values that say in which segment. */
export interface Contribution {
  readonly quantity: string;
  readonly carrier: Readonly<Partial<Record<Dimension, string | null>>>;
  readonly day: number;
  readonly amount: bigint;
  readonly sample: number | null;
}

/** A segment as one string. */
export function segmentKey(values: SegmentValues): string {
  return JSON.stringify(values);
}

/** The values that `segmentKey` was made of. */
export function segmentValues(key: string): SegmentValues {
  return JSON.parse(key) as string[];
}

/** Adds the contributions up for one set of dimensions. */
export function quantitiesOf(contributions: readonly Contribution[], dimensions: readonly Dimension[]): Quantities {
  const bySegment = new Map<string, Map<string, Map<number, DayTotal>>>();
  for (const { quantity, carrier, day, amount, sample } of contributions) {
    const segment = segmentKey(dimensions.map((dimension) => carrier[dimension] ?? "(none)"));
    const segments = bySegment.getOrInsertComputed(quantity, () => new Map());
    const days = segments.getOrInsertComputed(segment, () => new Map());
    const total = days.getOrInsertComputed(day, () => ({ sum: 0n, samples: [] }));
    total.sum += amount;
    if (sample !== null) total.samples.push(sample);
  }
  return { dimensions, bySegment };
}

const NO_DAYS: Days = new Map();

/** The days of a quantity in a segment; none where nothing happened. */
export function daysOf(quantities: Quantities, quantity: string | null, segment: string): Days {
  return quantity === null ? NO_DAYS : (quantities.bySegment.get(quantity)?.get(segment) ?? NO_DAYS);
}

/** The segments in which at least one of the quantities happened. */
export function segmentsOf(quantities: Quantities, names: readonly (string | null)[]): ReadonlySet<string> {
  const keys = names.flatMap((name) => (name === null ? [] : [...(quantities.bySegment.get(name)?.keys() ?? [])]));
  return new Set(keys);
}

/** The sum over the days from `start` to before `end`. */
export function sumOver(days: Days, start: number, end: number): bigint {
  let sum = 0n;
  for (let day = start; day < end; day += 1) sum += days.get(day)?.sum ?? 0n;
  return sum;
}

/** The samples of the days from `start` to before `end`, ascending. */
export function samplesOver(days: Days, start: number, end: number): readonly number[] {
  const samples: number[] = [];
  for (let day = start; day < end; day += 1) for (const sample of days.get(day)?.samples ?? []) samples.push(sample);
  return samples.sort((a, b) => a - b);
}
