/**
 * The file of a store: recognised, locked, and with the settings that were measured.
 *
 * A file is a store when its application id says so; a new or empty one is made a store. It is held
 * with an exclusive lock for as long as it is open; the lock is the operating system's and dies with the
 * process, however that ends. With it SQLite keeps the index of the WAL in its own memory, which is
 * faster, and no second process can read: a snapshot is taken by the owner.
 *
 * | setting            | why                                                                     |
 * | ------------------ | ----------------------------------------------------------------------- |
 * | WAL, NORMAL        | a commit costs no fsync; it survives the process, while a power cut may take the last ones. The log is the truth: what is lost is read again |
 * | wal_autocheckpoint | pages touched again and again are written back once per many commits    |
 * | cache_size         | keys in random order find their pages in memory                         |
 * | temp_store MEMORY  | no files beside the store                                               |
 * | secure_delete      | what is deleted or replaced is overwritten, but for copies that a moving row may leave: `rewrite` removes those. Costs nothing that could be measured |
 */
import { fileKind, sqliteFault } from "@stagefold/sqlite-file";
import Database from "better-sqlite3";
import { NotAStoreError, StoreFormatError, StoreLockedError, StoreUnavailableError } from "./errors.ts";

/** "Stfs", in the header of every store. */
const applicationId = 0x53746673;
const format = 2;

export interface StoreFileSettings {
  readonly cacheMb: number;
  readonly walAutocheckpointPages: number;
}

/**
 * Opens the file at `path`, makes it a store when it is new, and locks it.
 * Throws NotAStoreError, StoreFormatError, StoreLockedError, StoreUnavailableError; then nothing is held.
 */
export function openStoreFile(path: string, settings: StoreFileSettings): Database.Database {
  let db: Database.Database;
  try {
    db = new Database(path, { timeout: 0 });
  } catch (cause) {
    throw openingError(path, cause);
  }
  try {
    db.pragma("locking_mode = EXCLUSIVE");
    recognise(db, path);
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL");
    db.pragma(`cache_size = -${Math.ceil(settings.cacheMb * 1024)}`);
    db.pragma(`wal_autocheckpoint = ${settings.walAutocheckpointPages}`);
    // One commit that was very large does not keep its room on disk for ever.
    db.pragma("journal_size_limit = 134217728");
    db.pragma("temp_store = MEMORY");
    db.pragma("secure_delete = ON");
    // The write takes the lock now, so that the loser learns of it here and not at its first commit.
    db.transaction(() => {
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${format}`);
      db.exec("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID");
    }).immediate();
    return db;
  } catch (cause) {
    db.close();
    throw openingError(path, cause);
  }
}

/** Whether the file is a store; an empty one may become one. Throws NotAStoreError, StoreFormatError. */
export function recognise(db: Database.Database, path: string): boolean {
  const found = fileKind(db, applicationId);
  if (found.kind === "foreign") throw new NotAStoreError(path);
  if (found.kind === "empty") return false;
  if (found.format !== format) throw new StoreFormatError(path, found.format, format);
  return true;
}

/** What SQLite says of a file as one of our errors. */
export function openingError(path: string, cause: unknown): unknown {
  if (cause instanceof NotAStoreError || cause instanceof StoreFormatError) return cause;
  switch (sqliteFault(cause)) {
    case "taken":
      return new StoreLockedError(path, cause);
    case "foreign":
      return new NotAStoreError(path, cause);
    default:
      return new StoreUnavailableError(path, cause);
  }
}
