/**
 * Where a simulated process dies.
 *
 * Every call that could be the last one of a process is a *step*, named and numbered from 1 in the order
 * in which they happen. A plan is asked at each; when it says so the world crashes there: the call throws
 * SimulatedCrash, and so does every later one until the world is restarted, as nothing runs in a process
 * that is dead.
 *
 * | step         | a crash there leaves                                      |
 * | ------------ | --------------------------------------------------------- |
 * | read         | nothing changed                                           |
 * | append       | nothing written                                           |
 * | appended     | the records written; the caller never learns              |
 * | task         | nothing changed                                           |
 * | commit       | neither outputs nor mark                                  |
 * | committed    | outputs and mark; the caller never learns                 |
 * | store.write  | the store as of its last commit                           |
 * | store.commit | the store as of its last commit                           |
 * | store.committed | the new state; the caller never learns                 |
 */
export const steps = [
  "read",
  "append",
  "appended",
  "task",
  "commit",
  "committed",
  "store.write",
  "store.commit",
  "store.committed",
] as const;

export type Step = (typeof steps)[number];

/** Asked at every step with its number, from 1 over the life of the world. */
export type FaultPlan = (step: Step, number: number) => boolean;

/** The end of the simulated process. Whoever catches it must let go of log and store, and restart the world. */
export class SimulatedCrash extends Error {
  readonly step: Step;
  readonly number: number;
  constructor(step: Step, number: number) {
    super(`simulated crash at step ${number} (${step})`);
    this.name = "SimulatedCrash";
    this.step = step;
    this.number = number;
  }
}

/** Never crashes. */
export const noFaults: FaultPlan = () => false;

/** Crashes once, at the step with that number: run with 1, 2, ... up to the steps of a run without faults. */
export function crashAt(number: number): FaultPlan {
  return (_step, at) => at === number;
}

/** Crashes at every occurrence of `step` that `occurrences` names, counted from 1. */
export function crashAtStep(step: Step, ...occurrences: readonly number[]): FaultPlan {
  let seen = 0;
  return (at) => {
    if (at !== step) return false;
    seen += 1;
    return occurrences.includes(seen);
  };
}

/** Crashes with `probability` at each step, at most `most` times; the same seed crashes at the same steps. */
export function randomCrashes(seed: number, probability: number, most: number): FaultPlan {
  const next = seededRandom(seed);
  let left = most;
  return () => {
    if (left === 0 || next() >= probability) return false;
    left -= 1;
    return true;
  };
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
