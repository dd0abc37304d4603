/**
 * What a segment spent, day by day, with running sums: the spend of any days in two look-ups.
 *
 * Immutable: a change makes a new one, so that the published state can be kept beside the present one.
 */
export interface SpendSeries {
  /** Days with spend, ascending. */
  readonly days: readonly number[];
  /** By index of `days`: micros up to and including it. */
  readonly sums: readonly bigint[];
}

export const NO_SPEND: SpendSeries = { days: [], sums: [] };

/** The series of an amount by day; days of nothing are left out. Pure. */
export function spendSeries(microsByDay: ReadonlyMap<number, bigint>): SpendSeries {
  const days: number[] = [];
  for (const [day, micros] of microsByDay) if (micros !== 0n) days.push(day);
  days.sort((a, b) => a - b);
  let sum = 0n;
  const sums = days.map((day) => {
    sum += microsByDay.get(day) as bigint;
    return sum;
  });
  return { days, sums };
}

/** Micros spent on the days from `start` to before `end`. Pure. */
export function spendBetween(series: SpendSeries, start: number, end: number): bigint {
  if (series.days.length === 0) return 0n;
  return sumBefore(series, end) - sumBefore(series, start);
}

/** The days of which the two series have other amounts, ascending. Pure. */
export function changedDays(a: SpendSeries, b: SpendSeries): readonly number[] {
  if (a === b) return [];
  const changed: number[] = [];
  for (const day of [...new Set([...a.days, ...b.days])].sort((x, y) => x - y)) {
    if (spendBetween(a, day, day + 1) !== spendBetween(b, day, day + 1)) changed.push(day);
  }
  return changed;
}

function sumBefore(series: SpendSeries, day: number): bigint {
  const { days, sums } = series;
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] as number) < day) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0n : (sums[low - 1] as bigint);
}
