/**
 * The one transaction of a store: opened by the first write after a commit, so that a store that is only
 * read holds none.
 *
 * After a write that failed SQLite may have ended the transaction by itself (a full disk), and a further
 * write would then become durable at once and alone. So a failure closes the store for writing until it
 * is rolled back.
 */
import type Database from "better-sqlite3";
import { StoreWriteError } from "./errors.ts";

export interface WriteTransaction {
  /** Before every write. Throws StoreWriteError after a failed write, until rolled back. */
  begin(): void;
  /** The error to throw for a write that failed with `cause`. */
  failed(cause: unknown): StoreWriteError;
  /** Runs `ddl` so that it holds from now on, also when the writes of now are rolled back. */
  define(ddl: string): void;
  commit(): void;
  rollback(): void;
}

export function createWriteTransaction(db: Database.Database, path: string): WriteTransaction {
  const beginStatement = db.prepare("BEGIN IMMEDIATE");
  const commitStatement = db.prepare("COMMIT");
  const rollbackStatement = db.prepare("ROLLBACK");
  let isOpen = false;
  let failure: StoreWriteError | undefined;
  let definedInside: string[] = [];

  function failed(cause: unknown): StoreWriteError {
    failure ??= cause instanceof StoreWriteError ? cause : new StoreWriteError(path, cause);
    return failure;
  }

  function begin(): void {
    if (isOpen && failure === undefined) return;
    if (failure !== undefined) throw failure;
    try {
      beginStatement.run();
    } catch (cause) {
      throw failed(cause);
    }
    isOpen = true;
  }

  return {
    begin,
    failed,
    define(ddl) {
      db.exec(ddl);
      if (isOpen) definedInside.push(ddl);
    },
    commit() {
      if (failure !== undefined) throw failure;
      if (!isOpen) return;
      try {
        commitStatement.run();
      } catch (cause) {
        throw failed(cause);
      }
      isOpen = false;
      definedInside = [];
    },
    rollback() {
      if (db.inTransaction) rollbackStatement.run();
      isOpen = false;
      failure = undefined;
      for (const ddl of definedInside) db.exec(ddl);
      definedInside = [];
    },
  };
}
