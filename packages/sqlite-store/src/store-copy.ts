/**
 * A copy of a store that is in use: SQLite's online backup, a piece at a time, each a turn of the event loop.
 *
 * | while it is made              | what comes of it                                                     |
 * | ----------------------------- | -------------------------------------------------------------------- |
 * | a transaction stands open     | it waits, asking again each turn; but it must not begin so            |
 * | the store commits             | what was copied before is brought up to date: SQLite does that for writes of the same connection |
 * | the store is rolled back      | it begins again                                                      |
 * | the store is closed, or the signal aborted | it fails, and the copy is removed                       |
 *
 * So the copy holds exactly the last commit before the end of the copying.
 */
import { existsSync, rmSync } from "node:fs";
import type Database from "better-sqlite3";
import { StoreCopyError } from "./errors.ts";

export interface CopyOptions {
  /** An aborted one gives the copy up, with its reason. */
  readonly signal?: AbortSignal;
  /** Called once the copy has begun: from then on the store may be written. */
  readonly onBegun?: () => void;
}

/** 1 MiB: some milliseconds. */
const PAGES_A_TURN = 256;

/**
 * Copies the store to `file`, which must not be there. No write may have come since the last commit, nor come before
 * the copy has begun. Throws StoreCopyError; then nothing is left of it.
 */
export async function copyStore(
  db: Database.Database,
  path: string,
  file: string,
  { signal, onBegun }: CopyOptions = {},
): Promise<void> {
  signal?.throwIfAborted();
  if (existsSync(file)) throw new StoreCopyError(path, new Error(`${file} is there already`));
  let hasBegun = false;
  try {
    await db.backup(file, {
      progress({ totalPages }) {
        signal?.throwIfAborted();
        // In an open transaction it is told no number of pages, and would take the empty copy for done.
        if (!hasBegun && totalPages > 0) {
          hasBegun = true;
          onBegun?.();
        }
        return PAGES_A_TURN;
      },
    });
    if (!hasBegun) throw new Error("a transaction stood open when it began");
  } catch (cause) {
    rmSync(file, { force: true });
    throw signal?.aborted ? signal.reason : new StoreCopyError(path, cause);
  }
}
