/**
 * The file of a log: its tables, its settings, and how it is recognised.
 *
 * | table      | a row is                                                                  |
 * | ---------- | ------------------------------------------------------------------------- |
 * | topics     | a topic                                                                   |
 * | partitions | where a partition begins, ends, and up to where it was compacted          |
 * | batches    | consecutive records of a partition as frames (batch.ts)                   |
 * | marks      | the mark of a task's newest commit                                        |
 *
 * A batch's id is its partition's id times 2^40 plus the offset of its first record, so that a partition's
 * batches lie together in their order and a position is found with one search.
 */
import { fileKind, sqliteFault } from "@stagefold/sqlite-file";
import Database from "better-sqlite3";
import { LogFormatError, LogLockedError, LogUnavailableError, NotALogError } from "./errors.ts";

/** "Stfl", in the header of every log. */
const applicationId = 0x5374666c;
const format = 2;

/** So many offsets a partition has room for; partition ids stay below 2^13 so that batch ids are safe integers. */
export const offsetsPerPartition = 2 ** 40;
export const maxPartitionId = 2 ** 13 - 1;

/**
 * What an acknowledged append or commit outlives. `process`: the end of the process at any instant, kill -9
 * included (no fsync per commit). `power`: also a power cut or the end of the system (an fsync per commit).
 */
export type Durability = "process" | "power";

const schema = `
  CREATE TABLE IF NOT EXISTS topics (
    topic INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL, compacted INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS partitions (
    id INTEGER PRIMARY KEY, topic INTEGER NOT NULL REFERENCES topics, partition INTEGER NOT NULL,
    first_offset INTEGER NOT NULL DEFAULT 0, end_offset INTEGER NOT NULL DEFAULT 0, compacted_to INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, partition)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS batches (
    id INTEGER PRIMARY KEY, next_offset INTEGER NOT NULL, timestamp INTEGER NOT NULL, frames BLOB NOT NULL, large BLOB
  ) STRICT;
  CREATE TABLE IF NOT EXISTS marks (
    task_group TEXT NOT NULL, partition INTEGER NOT NULL,
    commit_number INTEGER NOT NULL, positions TEXT NOT NULL, clock INTEGER, configured_at INTEGER NOT NULL,
    PRIMARY KEY (task_group, partition)
  ) STRICT, WITHOUT ROWID;
`;

/** Opens the file for the one writer, making it a log when it is new. The caller holds the lock. */
export function openLogFile(path: string, durability: Durability): Database.Database {
  return opened(path, {}, (db) => {
    db.pragma("journal_mode = WAL");
    db.pragma(`synchronous = ${durability === "power" ? "FULL" : "NORMAL"}`);
    db.pragma("cache_size = -16384");
    db.pragma("wal_autocheckpoint = 4000");
    db.pragma("journal_size_limit = 67108864");
    db.transaction(() => {
      db.pragma(`application_id = ${applicationId}`);
      db.pragma(`user_version = ${format}`);
      db.exec(schema);
    }).immediate();
  });
}

/** Opens the file for reading only, beside the writer. The log must exist. */
export function openLogFileForReading(path: string): Database.Database {
  return opened(path, { readonly: true, fileMustExist: true }, () => {});
}

function opened(path: string, options: Database.Options, prepare: (db: Database.Database) => void): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 5_000, ...options });
    recognise(db, path, options.readonly === true);
    prepare(db);
    return db;
  } catch (cause) {
    db?.close();
    throw logError(path, cause);
  }
}

function recognise(db: Database.Database, path: string, mustBeLog: boolean): void {
  const found = fileKind(db, applicationId);
  if (found.kind === "ours") {
    if (found.format !== format) throw new LogFormatError(path, found.format, format);
    return;
  }
  if (found.kind === "foreign") throw new NotALogError(path);
  // Its writer may be about to make one of it.
  if (mustBeLog) throw new LogUnavailableError(path, new Error("it is empty: nobody has made a log of it yet"));
}

/** The error to throw for what SQLite threw; any other error as it is. */
export function logError(path: string, cause: unknown): unknown {
  switch (sqliteFault(cause)) {
    case "taken":
      return new LogLockedError(path, cause);
    case "foreign":
      return new NotALogError(path, cause);
    case "unavailable":
      return new LogUnavailableError(path, cause);
    case null:
      return cause;
  }
}
