import Database from "better-sqlite3";
import { NotAStoreError } from "./errors.ts";
import { openingError, recognise } from "./store-file.ts";

/**
 * The named values (Store.meta) of a store that nobody has open. `thorough`: each page is looked at, which for
 * 100 MB takes a tenth of a second or so. What it holds is not changed.
 * Throws NotAStoreError, StoreFormatError, StoreLockedError, StoreUnavailableError.
 */
export function inspectStore(path: string, thorough: boolean): ReadonlyMap<string, string> {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0, fileMustExist: true });
    db.pragma("locking_mode = EXCLUSIVE");
    if (!recognise(db, path)) throw new NotAStoreError(path);
    if (thorough) {
      const verdict = db.pragma("quick_check(1)", { simple: true });
      if (verdict !== "ok") throw new NotAStoreError(path, new Error(String(verdict)));
    }
    return new Map(db.prepare<[], [string, string]>("SELECT name, value FROM meta").raw().all());
  } catch (cause) {
    throw openingError(path, cause);
  } finally {
    db?.close();
  }
}
