import { ProcessingError } from "@stagefold/processing";
import type { Logger } from "./logger.ts";
import type { Observations } from "./observe/observations.ts";
import { pause } from "./pause.ts";

export interface WhenReachedOptions {
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly observations: Observations;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/**
 * Does what a process must do before its tasks begin, again and again while what it needs is away; meanwhile it is
 * not ready, and says why. Gives null once the signal is aborted; throws what does not pass by itself.
 */
export async function whenReached<T>(
  work: () => Promise<T>,
  { signal, logger, observations }: WhenReachedOptions,
): Promise<T | null> {
  observations.trouble("start", "the topics are not checked yet");
  for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      const done = await unlessAborted(work(), signal);
      if (!signal.aborted) observations.well("start");
      return done;
    } catch (error) {
      if (!(error instanceof ProcessingError) || error.disposition !== "retry") throw error;
      observations.trouble("start", error);
      logger.warn({ err: error, waitMs }, "waiting for what is needed to begin");
      await pause(waitMs, signal);
    }
  }
  return null;
}

/** null once the signal is aborted, whatever becomes of the work. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const { promise, resolve, reject } = Promise.withResolvers<T | null>();
  const onAbort = (): void => resolve(null);
  signal.addEventListener("abort", onAbort, { once: true });
  work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  return promise;
}
