import type { Log } from "@stagefold/processing";
import { pause } from "../pause.ts";
import type { Observations } from "./observations.ts";

const EVERY_MS = 2_000;
/** While there is nobody to ask for. */
const LOOK_MS = 100;

/**
 * Asks the log for the ends of what the open tasks read, again and again until the signal is aborted: what their
 * lag is measured by. What cannot be asked just now stays as it was; the tasks themselves say what is wrong.
 */
export async function followEnds(log: Log, observations: Observations, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const asked: Promise<void>[] = [];
    for (const task of observations.all()) {
      for (const { topic } of task.lags()) {
        asked.push(log.endOffset(topic, task.id.partition).then((end) => task.ended(topic, end)));
      }
    }
    await Promise.allSettled(asked);
    await pause(asked.length === 0 ? LOOK_MS : EVERY_MS, signal);
  }
}
