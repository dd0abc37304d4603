/**
 * One owner per file of intake: an exclusive SQLite lock on an empty file beside it, `<path>.lock`. The lock is the
 * operating system's and ends with the process, kill -9 included; so a dry run can read the file while it is owned.
 */
import Database from "better-sqlite3";
import { IntakeLockedError, IntakeUnavailableError } from "../errors.ts";

export interface FileLock {
  release(): void;
}

/** Throws IntakeLockedError when the lock is held, by this process or another. */
export function lockFile(path: string): FileLock {
  let db: Database.Database | undefined;
  try {
    db = new Database(`${path}.lock`, { timeout: 0 });
    db.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    db?.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith("SQLITE_BUSY"))
      throw new IntakeLockedError(path, cause);
    throw new IntakeUnavailableError(path, cause);
  }
  const held = db;
  return { release: () => held.close() };
}
