/**
 * How long properties run: some seconds by default, STAGEFOLD_SOAK minutes each when it is set.
 * A failure prints its seed and path; STAGEFOLD_SEED=seed and STAGEFOLD_PATH=path run that case again.
 */
import type { Parameters } from "fast-check";

const { STAGEFOLD_SOAK, STAGEFOLD_SEED, STAGEFOLD_PATH } = process.env;
const soakMs = Number(STAGEFOLD_SOAK ?? 0) * 60_000;

/** Options of fc.assert: so many runs, or as many as there is time for. */
export function runs<T>(numRuns: number): Parameters<T> {
  return {
    numRuns: soakMs > 0 ? 100_000_000 : numRuns,
    ...(soakMs > 0 ? { interruptAfterTimeLimit: soakMs, markInterruptAsFailure: false } : {}),
    ...(STAGEFOLD_SEED === undefined ? {} : { seed: Number(STAGEFOLD_SEED) }),
    ...(STAGEFOLD_PATH === undefined ? {} : { path: STAGEFOLD_PATH }),
  };
}

/** The timeout that a test with such runs needs, in ms. */
export const RUN_TIMEOUT_MS = 120_000 + 2 * soakMs;
