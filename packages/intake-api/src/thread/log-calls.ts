/**
 * The writing half of a log, called from another thread: the embedded log has one writer, which is where the processors
 * are; reading goes on beside it.
 */
import type { CommitMark, Disposition, OutRecord, TaskId } from "@stagefold/processing";

/** A call, and what it is answered with, by `id`. */
export type LogCall = { readonly id: number } & (
  | { readonly call: "append"; readonly records: readonly OutRecord[] }
  | { readonly call: "openTask"; readonly task: TaskId }
  | {
      readonly call: "commit";
      readonly session: number;
      readonly outputs: readonly OutRecord[];
      readonly mark: CommitMark;
    }
  | { readonly call: "close"; readonly session: number }
);

export type LogAnswer = { readonly id: number } & (
  | { readonly ok: true; readonly opened?: OpenedSession }
  | { readonly ok: false; readonly error: CallFailure }
);

export interface OpenedSession {
  readonly session: number;
  readonly lastMark: CommitMark | null;
}

/** An error, as far as it passes from one thread to another. */
export interface CallFailure {
  readonly message: string;
  /** null: none of ours. */
  readonly code: string | null;
  readonly disposition: Disposition;
}
