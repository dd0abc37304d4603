/**
 * One writer per log: an exclusive SQLite lock on an empty file beside it, `<path>.lock`.
 *
 * The lock is the operating system's, so it ends with the process that holds it, kill -9 included, and the
 * file that stays behind means nothing. It stands on a file of its own so that readers (an exporter, a
 * worker thread) can open the log itself while it is written.
 */
import Database from "better-sqlite3";
import { LogLockedError, LogUnavailableError } from "./errors.ts";

export interface LogLock {
  release(): void;
}

/** Throws LogLockedError when the lock is held, by this process or another. */
export function lockLog(path: string): LogLock {
  if (path === ":memory:") return { release() {} };
  let db: Database.Database | undefined;
  try {
    db = new Database(`${path}.lock`, { timeout: 0 });
    db.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    db?.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith("SQLITE_BUSY"))
      throw new LogLockedError(path, cause);
    throw new LogUnavailableError(path, cause);
  }
  const held = db;
  return { release: () => held.close() };
}
