/** Where an import brings its events. */
import type { Intake } from "@stagefold/intake";

export interface ImportTarget {
  readonly intake: Intake;
  /** Whether its marks are there for the next run. */
  readonly keepsMarks: boolean;
  /** Brings all that was accepted to where it belongs. Rejects when the signal is aborted. */
  finish(signal: AbortSignal): Promise<void>;
  /** Lets go of everything; what was not finished stays for the next run, or is discarded where there is none. */
  close(): Promise<void>;
}

/** Events that may wait for the log: an import waits when it is slower. */
export const CAPACITY_BYTES = 64 << 20;
