/**
 * One owner per file: an exclusive SQLite lock on an empty file beside it, `<path>.lock`.
 *
 * The lock is the operating system's, so it ends with the process that holds it, kill -9 included, and the file that
 * stays behind means nothing. It stands on a file of its own so that others can read the file itself meanwhile.
 */
import Database from "better-sqlite3";

export interface Lock {
  release(): void;
}

/** Takes it, or throws what SQLite throws: a fault that is "taken" where this process or another has it. */
export function lockBeside(path: string): Lock {
  let db: Database.Database | undefined;
  try {
    const held = new Database(`${path}.lock`, { timeout: 0 });
    db = held;
    held.exec("BEGIN EXCLUSIVE");
    return { release: () => void held.close() };
  } catch (cause) {
    db?.close();
    throw cause;
  }
}
