/**
 * The file of intake, `intake.db` in its data folder: what waits for the log, what is known, where readers stand.
 *
 * | table       | a row is                                                            |
 * | ----------- | ------------------------------------------------------------------- |
 * | outbox      | an event that is accepted and not in the log yet                    |
 * | known       | an event that counts, here or in the topics                         |
 * | spend_lines | the newest known revision of a line of spend                        |
 * | erased      | a lead that was erased: nothing else in the file says anything of it, once what was accepted of it is in the log |
 * | marks       | how far a reader of files or topics has come                        |
 * | positions   | how far a partition of our own topics was read                      |
 * | meta        | the file's id, how far the log has the outbox, and what was judged by |
 *
 * Every transaction is synced: what it holds outlives a power cut. What is deleted is overwritten.
 *
 * A file of format 1 knew leads by another hash, under which those cannot be found that an embedded log has forgotten: it
 * is brought up to date when it is opened, and learns from the topics again what it knew.
 */
import { randomUUID } from "node:crypto";
import { fileKind, sqliteFault } from "@stagefold/sqlite-file";
import Database from "better-sqlite3";
import { IntakeFormatError, IntakeUnavailableError, NotAnIntakeFileError } from "../errors.ts";
import { lockFile } from "./file-lock.ts";
import { KNOWN_SCHEMA, type KnownEvents, knownEvents, knownLookups } from "./known-events.ts";
import { OUTBOX_SCHEMA, Outbox } from "./outbox.ts";

/** "Stfi", in the header of every file of intake. */
const applicationId = 0x53746669;
const format = 2;
const formerFormat = 1;

const schema = `
  ${OUTBOX_SCHEMA}
  ${KNOWN_SCHEMA}
  CREATE TABLE IF NOT EXISTS marks (reader TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS positions (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (topic, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** How far the log has the outbox. */
export interface Progress {
  /** How many commits the log keeps for certain. */
  readonly commits: number;
  /** The last row of the outbox that they hold. */
  readonly keptTo: number;
  /** The commits after them that were begun: two at most. */
  readonly begun: readonly BegunCommit[];
}

export interface BegunCommit {
  /** The last row that it holds. */
  readonly upTo: number;
  /** By chance; the log keeps it too. A commit of the same number that a copy of the file made has another. */
  readonly token: number;
}

export interface IntakeFile {
  readonly path: string;
  /** Made with the file, and its own. */
  readonly id: string;
  readonly known: KnownEvents;
  readonly outbox: Outbox;
  readonly progress: Progress;
  setProgress(progress: Progress): void;
  mark(reader: string): string | null;
  setMark(reader: string, state: string): void;
  /** The offset of the next record to read; null: none was read yet. */
  position(topic: string, partition: number): number | null;
  setPosition(topic: string, partition: number, next: number): void;
  /** Whether all that the topics held was read once. */
  readonly isComplete: boolean;
  setComplete(): void;
  /** Judging by something else than before begins at the beginning of the topics again; what is known stays known. */
  judgeBy(fingerprint: string): void;
  /**
   * Runs `work` as one transaction, or as part of the one that runs: all or nothing of it. What SQLite throws becomes
   * IntakeUnavailableError.
   */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** What a file says of itself. */
export interface IntakeStanding {
  /** Events that are accepted and not in the log yet. */
  readonly pendingEvents: number;
  readonly pendingBytes: number;
  /** Whether all that the topics held was read once: without it intake is not ready. */
  readonly isComplete: boolean;
}

/** How a file is kept: at its path, or as a temporary one over one that is only read. */
interface FileParts {
  readonly path: string;
  readonly db: Database.Database;
  readonly known: KnownEvents;
  readonly close: () => void;
}

/**
 * Opens the file at `path`, making it when there is none, and locks it.
 * Throws IntakeLockedError, NotAnIntakeFileError, IntakeFormatError, IntakeUnavailableError; then nothing is held.
 */
export function openIntakeFile(path: string): IntakeFile {
  const lock = lockFile(path);
  let db: Database.Database | undefined;
  try {
    const opened = new Database(path, { timeout: 5_000 });
    db = opened;
    recognise(opened, path, [format, formerFormat]);
    opened.pragma("journal_mode = WAL");
    opened.pragma("synchronous = FULL");
    opened.pragma("cache_size = -32768");
    opened.pragma("wal_autocheckpoint = 8000");
    opened.pragma("journal_size_limit = 67108864");
    opened.pragma("temp_store = MEMORY");
    opened.pragma("secure_delete = ON");
    if (isFormer(opened)) forgetFormer(opened);
    opened
      .transaction(() => {
        opened.pragma(`application_id = ${applicationId}`);
        opened.pragma(`user_version = ${format}`);
        opened.exec(schema);
      })
      .immediate();
    const close = (): void => {
      opened.close();
      lock.release();
    };
    return intakeFile({ path, db: opened, known: knownEvents(opened), close });
  } catch (cause) {
    db?.close();
    lock.release();
    throw fileError(path, cause);
  }
}

/** A temporary file that knows what the one at `path` knows, or nothing where that is null. It writes nothing there. */
export function openIntakeFileOver(path: string | null): IntakeFile {
  let beneath: Database.Database | undefined;
  try {
    if (path !== null) {
      beneath = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
      recognise(beneath, path, [format]);
    }
    // SQLite's own: on disk where it grows, and gone with its connection.
    const db = new Database("");
    db.pragma("synchronous = OFF");
    db.exec(schema);
    if (beneath !== undefined) copyRows(beneath, db);
    const known = knownEvents(db, beneath === undefined ? null : knownLookups(beneath));
    const close = (): void => {
      db.close();
      beneath?.close();
    };
    return intakeFile({ path: path ?? "a temporary file", db, known, close });
  } catch (cause) {
    beneath?.close();
    throw fileError(path ?? "a temporary file", cause);
  }
}

/** What the file at `path` says of itself, also while it is in use; nothing is written. Throws as openIntakeFile. */
export function inspectIntakeFile(path: string): IntakeStanding {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
    recognise(db, path, [format, formerFormat]);
    const known = db.prepare<[], string>("SELECT value FROM meta WHERE name = 'progress'").pluck().get();
    const { begun, keptTo } = known === undefined ? NONE : (JSON.parse(known) as Progress);
    // Beyond what was begun: that is in the log, or is sent again.
    const sql = "SELECT count(*), coalesce(sum(length(key) + length(value)), 0) FROM outbox WHERE seq > ?";
    const [pendingEvents, pendingBytes] = db
      .prepare<[number], [number, number]>(sql)
      .raw()
      .get(begun.at(-1)?.upTo ?? keptTo) as [number, number];
    const isComplete = !isFormer(db) && db.prepare("SELECT 1 FROM meta WHERE name = 'complete'").get() !== undefined;
    return { pendingEvents, pendingBytes, isComplete };
  } catch (cause) {
    throw fileError(path, cause);
  } finally {
    db?.close();
  }
}

const NONE: Progress = { commits: 0, keptTo: 0, begun: [] };

/** The small tables, as they are. */
function copyRows(from: Database.Database, to: Database.Database): void {
  for (const [table, columns] of [
    ["marks", 2],
    ["positions", 3],
    ["meta", 2],
  ] as const) {
    const insert = to.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill("?").join(", ")})`);
    for (const row of from.prepare(`SELECT * FROM ${table}`).raw().all()) insert.run(row);
  }
}

function recognise(db: Database.Database, path: string, formats: readonly number[]): void {
  const found = fileKind(db, applicationId);
  if (found.kind === "foreign") throw new NotAnIntakeFileError(path);
  if (found.kind === "ours" && !formats.includes(found.format)) {
    throw new IntakeFormatError(path, found.format, format, formerFormat);
  }
}

function isFormer(db: Database.Database): boolean {
  const found = fileKind(db, applicationId);
  return found.kind === "ours" && found.format === formerFormat;
}

/** What is known is forgotten, with every byte of what was deleted before. Done again where it is cut off. */
function forgetFormer(db: Database.Database): void {
  db.transaction(() => {
    db.exec(`
      DELETE FROM known;
      DELETE FROM spend_lines;
      DELETE FROM positions;
      DELETE FROM meta WHERE name = 'complete';
    `);
  }).immediate();
  db.exec("VACUUM");
}

/** What SQLite says of a file as one of our errors; any other error as it is. */
function fileError(path: string, cause: unknown): unknown {
  switch (sqliteFault(cause)) {
    case "foreign":
      return new NotAnIntakeFileError(path, cause);
    // Its owner has the lock beside it: who has the file itself looks at it for a moment.
    case "taken":
    case "unavailable":
      return new IntakeUnavailableError(path, cause);
    case null:
      return cause;
  }
}

function intakeFile({ path, db, known, close }: FileParts): IntakeFile {
  const getMeta = db.prepare<[string], string>("SELECT value FROM meta WHERE name = ?").pluck();
  const putMeta = db.prepare<[string, string]>("REPLACE INTO meta VALUES (?, ?)");
  const getMark = db.prepare<[string], string>("SELECT state FROM marks WHERE reader = ?").pluck();
  const putMark = db.prepare<[string, string]>("REPLACE INTO marks VALUES (?, ?)");
  const getPosition = db
    .prepare<[string, number], number>("SELECT next FROM positions WHERE topic = ? AND partition = ?")
    .pluck();
  const putPosition = db.prepare<[string, number, number]>("REPLACE INTO positions VALUES (?, ?, ?)");
  const forgetPositions = db.prepare("DELETE FROM positions");
  const run = db.transaction((work: () => unknown) => work());

  function transaction<T>(work: () => T): T {
    try {
      return outbox.counted(() => (db.inTransaction ? run(work) : run.immediate(work)) as T);
    } catch (cause) {
      throw fileError(path, cause);
    }
  }

  function idOf(): string {
    const known = getMeta.get("id");
    if (known !== undefined) return known;
    const made = randomUUID();
    putMeta.run("id", made);
    return made;
  }

  function readProgress(): Progress {
    const text = getMeta.get("progress");
    return text === undefined ? NONE : (JSON.parse(text) as Progress);
  }

  const id = idOf();
  const { keptTo, begun } = readProgress();
  const outbox = new Outbox(db, begun.at(-1)?.upTo ?? keptTo);
  return {
    path,
    id,
    known,
    outbox,
    get progress() {
      return readProgress();
    },
    setProgress: (progress) => void putMeta.run("progress", JSON.stringify(progress)),
    mark: (reader) => getMark.get(reader) ?? null,
    setMark: (reader, state) => void putMark.run(reader, state),
    position: (topic, partition) => getPosition.get(topic, partition) ?? null,
    setPosition: (topic, partition, next) => void putPosition.run(topic, partition, next),
    get isComplete() {
      return getMeta.get("complete") !== undefined;
    },
    setComplete: () => void putMeta.run("complete", "1"),
    judgeBy: (fingerprint) =>
      transaction(() => {
        if (getMeta.get("judged-by") === fingerprint) return;
        forgetPositions.run();
        putMeta.run("judged-by", fingerprint);
      }),
    transaction,
    close,
  };
}
