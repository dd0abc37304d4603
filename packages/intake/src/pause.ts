import { setTimeout } from "node:timers/promises";

/** Waits `ms`, or until `signal` is aborted, whichever comes first. Does not throw. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
