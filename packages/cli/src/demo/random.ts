/**
 * Chance from a seed (mulberry32): the demonstration tells the same story on every machine.
 * Not for anything that must not be guessed.
 */
export interface Random {
  /** True with `probability`. */
  chance(probability: number): boolean;
  /** At least 0, below `below`. */
  upTo(below: number): number;
  /** A waiting time: exponential with this mean. */
  wait(mean: number): number;
  /** One of `choices`, each as likely. Throws RangeError on none. */
  pick<T>(choices: readonly T[]): T;
  /** The index of one of `weights`, as likely as its weight. Throws RangeError when they have no sum above 0. */
  weighted(weights: readonly number[]): number;
}

/** The chances of `seed` (its lower 32 bits). */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const weighted = (weights: readonly number[]): number => {
    let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
    let last = -1;
    for (const [index, weight] of weights.entries()) {
      if (weight <= 0) continue;
      if (left < weight) return index;
      left -= weight;
      last = index;
    }
    // Rounding can leave a crumb behind the last of them.
    if (last < 0) throw new RangeError("nothing to choose from");
    return last;
  };
  return {
    chance: (probability) => next() < probability,
    upTo: (below) => next() * below,
    wait: (mean) => -Math.log(1 - next()) * mean,
    pick(choices) {
      if (choices.length === 0) throw new RangeError("nothing to choose from");
      return choices[Math.floor(next() * choices.length)] as (typeof choices)[number];
    },
    weighted,
  };
}
