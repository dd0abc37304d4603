/** The processing clock, as far as it can be told between two answers. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const second = signal(performance.now());
let watchers = 0;
let timer: number | undefined;

/** A clock that is further behind the reader's than this is not the wall's: history is being looked at. */
const FOLLOWS_WALL_MS = 5 * 60_000;

/**
 * Ms since epoch, new every second: the clock of the answer and what has passed since it came. Of history, whose clock
 * stands still, the clock of the answer.
 */
export function useNow(asOf: string | null, receivedAt: number): number | null {
  useEffect(() => {
    watchers++;
    timer ??= window.setInterval(() => {
      second.value = performance.now();
    }, 1_000);
    return () => {
      watchers--;
      if (watchers > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  const passed = Math.max(0, second.value - receivedAt);
  return asOf === null ? null : clockAt(Date.parse(asOf), passed, Date.now());
}

/** The clock `passed` ms after an answer that was as of `asOf`, on a day on which it is `wall`. Pure. */
export function clockAt(asOf: number, passed: number, wall: number): number {
  return Math.abs(wall - passed - asOf) > FOLLOWS_WALL_MS ? asOf : asOf + passed;
}
