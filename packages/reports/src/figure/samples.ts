/** Exact figures of lengths of time that stand in order, as the stays give them. */
import type { Ages, Distribution } from "../shape/figure.ts";
import type { Bin } from "../shape/velocity-report.ts";

/** The one at 0-based index floor(q (n - 1)): SEMANTICS 7. null: there is none. Pure. */
export function percentileOf(sorted: readonly number[], q: number): number | null {
  return sorted[Math.floor(q * (sorted.length - 1))] ?? null;
}

/** Ages at `now` of what was entered at these instants, which are in order. Pure. */
export function agesOf(enteredAt: readonly number[], now: number): Ages {
  const ages = enteredAt.map((at) => now - at).reverse();
  return {
    count: ages.length,
    meanMs: ages.length === 0 ? null : sumOf(ages) / ages.length,
    p50Ms: percentileOf(ages, 0.5),
    p90Ms: percentileOf(ages, 0.9),
    maxMs: ages.at(-1) ?? null,
  };
}

/** The distribution of lengths that are in order. Pure. */
export function distributionOf(sorted: readonly number[]): Distribution {
  const sumMs = sumOf(sorted);
  return {
    count: sorted.length,
    sumMs,
    meanMs: sorted.length === 0 ? null : sumMs / sorted.length,
    minMs: sorted[0] ?? null,
    p50Ms: percentileOf(sorted, 0.5),
    p75Ms: percentileOf(sorted, 0.75),
    p90Ms: percentileOf(sorted, 0.9),
    p95Ms: percentileOf(sorted, 0.95),
    maxMs: sorted.at(-1) ?? null,
  };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Where bins end; from a quarter of an hour to a quarter of a year. */
const EDGES: readonly number[] = [
  ...[15 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR],
  ...[DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY],
];

/** How many lengths and ages fall into each bin. Both are in order. Pure. */
export function histogramOf(closed: readonly number[], openAges: readonly number[]): readonly Bin[] {
  const bins: Bin[] = [];
  let fromMs = 0;
  for (const toMs of [...EDGES, null]) {
    const to = toMs ?? Number.POSITIVE_INFINITY;
    bins.push({ fromMs, toMs, closed: countBetween(closed, fromMs, to), open: countBetween(openAges, fromMs, to) });
    fromMs = to;
  }
  return bins;
}

/** The part of `sorted` from `from` to before `to`. Pure. */
export function between(sorted: readonly number[], from: number, to: number): readonly number[] {
  return sorted.slice(firstNotBelow(sorted, from), firstNotBelow(sorted, to));
}

function countBetween(sorted: readonly number[], from: number, to: number): number {
  return firstNotBelow(sorted, to) - firstNotBelow(sorted, from);
}

/** The index of the first that is not below `bound`. */
function firstNotBelow(sorted: readonly number[], bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
