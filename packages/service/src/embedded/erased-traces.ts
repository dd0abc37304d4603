/**
 * What erased leads left in a tracker's store: rows that moved may have left a copy in unused parts of pages (SQLite
 * overwrites what is deleted, not these). So after an erasure the file is written anew: when the task is taken over and
 * when it is left, before it is copied for a snapshot, and in between once an hour, when there is nothing else to do.
 */
import type { TaskId } from "@stagefold/processing";
import { erasedInCommit } from "@stagefold/processors";
import type { SqliteStore } from "@stagefold/sqlite-store";
import type { Logger } from "../logger.ts";

/** With which erasure's traces the file was written anew last. */
const REWRITTEN_FOR = "rewritten_for";
const EVERY_MS = 3_600_000;

export interface ErasedTraces {
  /** Writes the file anew where leads were erased since it was; between commits. Throws what `onFailed` throws; it is tried again. */
  remove(): void;
  /** The same, at most once an hour. */
  removeInTime(): void;
}

export interface ErasedTracesOptions {
  /** ms, never going back. */
  readonly stopwatch: () => number;
  /** Told that the file could not be written anew, mostly for lack of room. */
  readonly onFailed: (error: unknown) => void;
}

/** Says in the log that traces are left. */
export function tracesLeft(logger: Logger): (task: TaskId, error: unknown) => void {
  return ({ group, partition }, err) =>
    logger.warn(
      { task: `${group}.${partition}`, err },
      "the store holds traces of erased leads: it is written anew later",
    );
}

export function erasedTraces(store: SqliteStore, { stopwatch, onFailed }: ErasedTracesOptions): ErasedTraces {
  let lookedAt = stopwatch();

  function remove(): void {
    lookedAt = stopwatch();
    const erasedIn = erasedInCommit(store.meta);
    if (erasedIn === null || store.meta(REWRITTEN_FOR) === String(erasedIn)) return;
    try {
      store.rewrite();
      store.setMeta(REWRITTEN_FOR, String(erasedIn));
      store.commit();
    } catch (error) {
      onFailed(error);
    }
  }

  return {
    remove,
    removeInTime() {
      if (stopwatch() - lookedAt >= EVERY_MS) remove();
    },
  };
}
