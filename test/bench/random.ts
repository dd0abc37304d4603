/**
 * Random numbers from a seed (mulberry32): the same seed gives the same numbers on every machine,
 * so that figures measured on one load can be compared with figures measured on another day.
 */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number, at least 0, below `below`. */
  int(below: number): number;
  /** Starts again, from another seed. */
  reseed(seed: number): void;
}

/** The numbers of `seed` (its lower 32 bits). */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    int: (below) => Math.floor(next() * below),
    reseed(other) {
      state = other | 0;
    },
  };
}
