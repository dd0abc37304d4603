import type { WallClock } from "@stagefold/processing";

/** A clock that stands still until it is told. */
export interface ManualClock {
  readonly now: WallClock;
  set(at: number): void;
  advance(ms: number): void;
}

/** A clock that shows `start` (ms since epoch). It may be set back, as the clocks of machines may. */
export function manualClock(start: number): ManualClock {
  let current = start;
  return {
    now: () => current,
    set(at) {
      current = at;
    },
    advance(ms) {
      current += ms;
    },
  };
}
