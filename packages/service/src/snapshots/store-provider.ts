/**
 * The store that a task is taken over with: its own, or where that is missing, unreadable, of another cluster or
 * behind, the newest snapshot at or before the task's last commit.
 *
 * A store that is behind at all gives way to a snapshot that is less so: this process did not have the task in
 * between, and what happened then may be anything, a changed configuration included, which means to read topics from
 * their beginning. Fetching costs what the store's size says.
 *
 * What cannot be fetched is read from the log. So a snapshot that is broken, or a shelf that is away, is a warning,
 * and a failure only where the log no longer has what is needed. `restore` of packages/processing has the last word
 * on the store.
 */
import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import {
  type CommitMark,
  isPrefix,
  OffsetOutOfRangeError,
  ProcessingError,
  type StoredValue,
  storedLog,
  storedMark,
  type TaskId,
} from "@stagefold/processing";
import {
  BrokenSnapshotError,
  ShelfUnavailableError,
  type SnapshotAt,
  SnapshotDiskError,
  type Snapshots,
} from "@stagefold/snapshots";
import { inspectStore, StoreLockedError } from "@stagefold/sqlite-store";
import type { Logger } from "../logger.ts";
import { LogTruncatedError } from "./log-truncated-error.ts";
import type { SnapshotObserver } from "./snapshot-event.ts";

export interface StoreProvider {
  /**
   * Puts the best store there is to `file`, for a task whose newest commit is `mark`; nobody has it open. Throws
   * SnapshotDiskError, StoreLockedError, and the reason of an aborted signal.
   */
  provide(task: TaskId, file: string, mark: CommitMark | null, signal?: AbortSignal): Promise<void>;
  /** The failure of an opening of the task, with what was found in the way of snapshots. */
  explained(task: TaskId, error: unknown): unknown;
}

export interface StoreProviderOptions {
  /** null: none are kept. */
  readonly snapshots: Snapshots | null;
  readonly logId: string;
  readonly logger: Logger;
  readonly onSnapshot: SnapshotObserver;
}

/** What was found in the way of snapshots, said of a task. */
interface Finding {
  readonly sentence: string;
  readonly mayPass: boolean;
}

export function storeProvider({ snapshots, logId, logger, onSnapshot }: StoreProviderOptions): StoreProvider {
  const findings = new Map<string, Finding>();

  async function provide(
    task: TaskId,
    file: string,
    mark: CommitMark | null,
    signal: AbortSignal | undefined,
  ): Promise<Finding> {
    if (snapshots === null)
      return { sentence: "No snapshots are kept (STAGEFOLD_SNAPSHOTS is not set)", mayPass: false };
    const none: Finding = { sentence: `No snapshot in ${snapshots.place} reaches it`, mayPass: false };
    const log = logger.child({ task: nameOf(task) });
    const stands = mark === null ? 0 : commitOfLocal(file, mark, log);
    if (mark === null || stands === mark.commitNumber) return none;
    let found: readonly SnapshotAt[];
    try {
      found = (await snapshots.upTo(task, mark.commitNumber, signal)).filter((each) => each.commitNumber > stands);
      for (const snapshot of found) {
        if (await fetched(snapshots, task, snapshot, file, mark, log, signal)) break;
      }
    } catch (error) {
      if (!(error instanceof ShelfUnavailableError)) throw error;
      log.warn({ err: error }, "the snapshots cannot be reached; what the store lacks is read from the log");
      return { sentence: `Whether a snapshot reaches it is not known: ${error.message}`, mayPass: true };
    }
    return none;
  }

  /** Whether the snapshot is the task's store now. */
  async function fetched(
    snapshots: Snapshots,
    task: TaskId,
    snapshot: SnapshotAt,
    file: string,
    mark: CommitMark,
    log: Logger,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { name, commitNumber } = snapshot;
    const fetching = `${file}.fetching`;
    const begun = performance.now();
    try {
      await removed(fetching);
      const { mark: said } = await snapshots.fetch(task, snapshot, fetching, signal);
      checked(name, fetching, said, mark);
      await movedIn(fetching, file);
    } catch (error) {
      await removed(fetching);
      if (!(error instanceof BrokenSnapshotError)) throw error;
      log.warn({ err: error, snapshot: name }, "a snapshot cannot be used; the next older one is tried");
      onSnapshot({ type: "refused", task, name, error });
      return false;
    }
    const durationMs = Math.round(performance.now() - begun);
    log.info({ snapshot: name, commitNumber, durationMs }, "the store was fetched from a snapshot");
    onSnapshot({ type: "fetched", task, commitNumber, durationMs });
    return true;
  }

  /** Throws BrokenSnapshotError where the store in `path` is not what the snapshot says, or not on the way to `mark`. */
  function checked(name: string, path: string, said: CommitMark, mark: CommitMark): void {
    if (!isPrefix(said, mark)) throw new BrokenSnapshotError(name, "it is ahead of the task's last commit");
    let meta: ReadonlyMap<string, string>;
    try {
      meta = inspectStore(path, true);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new BrokenSnapshotError(name, `what it holds is no store (${reason})`, cause);
    }
    const named = namedIn(meta);
    if (storedLog(named) !== logId) throw new BrokenSnapshotError(name, "it is of another cluster");
    if (JSON.stringify(storedMark(named)) !== JSON.stringify(said))
      throw new BrokenSnapshotError(name, "the commit that it holds is not the one it says");
  }

  /** The commit at which the local store stands, as far as it is of use; 0: at none. */
  function commitOfLocal(file: string, mark: CommitMark, log: Logger): number {
    if (!existsSync(file)) return 0;
    try {
      const named = namedIn(inspectStore(file, false));
      const saved = storedMark(named);
      return storedLog(named) === logId && isPrefix(saved, mark) ? (saved?.commitNumber ?? 0) : 0;
    } catch (error) {
      if (!(error instanceof ProcessingError) || error instanceof StoreLockedError) throw error;
      log.warn({ err: error }, "the local store cannot be read");
      return 0;
    }
  }

  return {
    async provide(task, file, mark, signal) {
      findings.delete(nameOf(task));
      findings.set(nameOf(task), await provide(task, file, mark, signal));
    },
    explained(task, error) {
      const finding = findings.get(nameOf(task));
      if (!(error instanceof OffsetOutOfRangeError) || error.offset >= error.firstOffset || finding === undefined)
        return error;
      return new LogTruncatedError(task, error, finding.sentence, finding.mayPass);
    },
  };
}

/** The old store goes first, its WAL last: with the WAL of another one a store would be damaged. */
async function movedIn(fetched: string, file: string): Promise<void> {
  try {
    await removed(file);
    await rename(fetched, file);
  } catch (cause) {
    throw cause instanceof SnapshotDiskError ? cause : new SnapshotDiskError(file, cause);
  }
}

async function removed(file: string): Promise<void> {
  try {
    for (const path of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) await rm(path, { force: true });
  } catch (cause) {
    throw new SnapshotDiskError(file, cause);
  }
}

function namedIn(meta: ReadonlyMap<string, string>): StoredValue {
  return (name) => meta.get(name) ?? null;
}

function nameOf({ group, partition }: TaskId): string {
  return `${group}.${partition}`;
}
