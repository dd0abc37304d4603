/**
 * The Store port on one SQLite file.
 *
 * Guarantees what the port says, against the end of the process at any instant (kill -9 included): the
 * state of the last commit, whole. A power cut may take the last commits too, never a part of one; the
 * task then reads them again from the log.
 *
 * One connection, statements prepared once, one write transaction per commit. Memory: up to `cacheMb` of
 * pages, and the recent entries of dictionaries.
 */
import type { Dictionary, Store, Table, TimerTable } from "@stagefold/processing";
import { emptyWal, rewriteFile } from "@stagefold/sqlite-file";
import { StoreNameError, StoreWriteError } from "./errors.ts";
import { openDictionary, type SqliteDictionary } from "./sqlite-dictionary.ts";
import { openTable } from "./sqlite-table.ts";
import { openTimers } from "./sqlite-timers.ts";
import { type CopyOptions, copyStore } from "./store-copy.ts";
import { openStoreFile } from "./store-file.ts";
import { createWriteTransaction } from "./write-transaction.ts";

/** What a store may use. The defaults leave room for a dozen stores in a process of 1 GiB. */
export interface SqliteStoreOptions {
  /** Pages kept in memory, in MiB; used as needed. Default 32. */
  readonly cacheMb?: number;
  /** Entries of each dictionary kept in memory. Default 65,536 (about 8 MB for texts of 40 characters). */
  readonly recentEntries?: number;
  /** The WAL is written back to the file each time it has so many pages of 4 KiB. Default 16,000. */
  readonly walAutocheckpointPages?: number;
}

/** A store that can be copied and rewritten while it is in use. */
export interface SqliteStore extends Store {
  /** The state of a commit, whole, as a store of its own: store-copy.ts. */
  copyTo(path: string, options?: CopyOptions): Promise<void>;
  /**
   * Writes the file anew, so that nothing is left in it of what was deleted or replaced; no write may have come since the
   * last commit, and no copy be under way. 100 MB take a second or so, and room for the file once more.
   * Throws StoreWriteError; then the file is as it was.
   */
  rewrite(): void;
}

/**
 * Opens the store at `path`, making it when there is none; `:memory:` for one that is not kept. Its
 * directory must exist.
 * Throws NotAStoreError, StoreFormatError, StoreLockedError or StoreUnavailableError.
 */
export function openSqliteStore(path: string, options: SqliteStoreOptions = {}): SqliteStore {
  const { cacheMb = 32, recentEntries = 65_536, walAutocheckpointPages = 16_000 } = options;
  const db = openStoreFile(path, { cacheMb, walAutocheckpointPages });
  const transaction = createWriteTransaction(db, path);
  const metaValue = db.prepare<[string], string>("SELECT value FROM meta WHERE name = ?").pluck();
  const setMetaValue = db.prepare<[string, string]>(
    "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const dictionaries = new Map<string, SqliteDictionary>();
  const tables = new Map<string, Table>();
  const timerTables = new Map<string, TimerTable>();

  function rollback(): void {
    transaction.rollback();
    for (const dictionary of dictionaries.values()) dictionary.reload();
  }

  return {
    meta: (name) => metaValue.get(name) ?? null,
    setMeta(name, value) {
      transaction.begin();
      try {
        setMetaValue.run(name, value);
      } catch (cause) {
        throw transaction.failed(cause);
      }
    },
    dictionary: (name): Dictionary =>
      openOnce(dictionaries, name, () => openDictionary(db, transaction, `dictionary_${name}`, recentEntries)),
    table: (name) => openOnce(tables, name, () => openTable(db, transaction, `table_${name}`)),
    timers: (name) => openOnce(timerTables, name, () => openTimers(db, transaction, `timers_${name}`)),
    commit: transaction.commit,
    rollback,
    clear() {
      rollback();
      transaction.begin();
      try {
        const names = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
        for (const name of names) db.exec(`DELETE FROM "${name}"`);
      } catch (cause) {
        throw transaction.failed(cause);
      }
      transaction.commit();
      for (const dictionary of dictionaries.values()) dictionary.reload();
    },
    rewrite() {
      try {
        rewriteFile(db, path);
        emptyWal(db);
      } catch (cause) {
        throw new StoreWriteError(path, cause);
      }
    },
    copyTo: (file, options) => copyStore(db, path, file, options),
    close() {
      if (!db.open) return;
      rollback();
      db.close();
    },
  };
}

function openOnce<T>(opened: Map<string, T>, name: string, open: () => T): T {
  const known = opened.get(name);
  if (known !== undefined) return known;
  if (!/^[a-z_]+$/.test(name)) throw new StoreNameError(name);
  const made = open();
  opened.set(name, made);
  return made;
}
