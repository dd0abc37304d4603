/**
 * SIGTERM and SIGINT as an AbortSignal.
 *
 * The first asks to finish; a second one, or `limitMs` without an end, ends the process at once.
 * That is safe at any instant: what is committed stays, and the rest is read again.
 */
import type { Logger } from "./logger.ts";

export interface ShutdownSignal {
  readonly signal: AbortSignal;
  /** Gives the signals of the operating system back. */
  release(): void;
}

/** Below the ten seconds after which supervisors kill. */
const LIMIT_MS = 9_000;
const NAMES = ["SIGTERM", "SIGINT"] as const;

/** Listens from now on. */
export function listenForShutdown(logger: Logger): ShutdownSignal {
  const controller = new AbortController();
  let limit: NodeJS.Timeout | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      logger.warn({ signal: name }, "told to stop again: ending at the last commit");
      process.exit(1);
    }
    logger.info({ signal: name }, "stopping");
    limit = setTimeout(() => {
      logger.warn({ limitMs: LIMIT_MS }, "could not finish in time: ending at the last commit");
      process.exit(1);
    }, LIMIT_MS);
    limit.unref();
    controller.abort();
  };
  for (const name of NAMES) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release() {
      clearTimeout(limit);
      for (const name of NAMES) process.off(name, onSignal);
    },
  };
}
