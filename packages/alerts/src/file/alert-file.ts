/**
 * The file of the alert relay: how far the topic was read, what is open, and what each target was told.
 *
 * | table     | a row is                                                                      |
 * | --------- | ----------------------------------------------------------------------------- |
 * | positions | of one partition, the offset of the next record to read                       |
 * | clocks    | the newest event of a clock that is at risk or breached                       |
 * | standings | what a target knows of a clock (sla-news.ts), and since when something waits  |
 * | sent      | an event that a target was told of, or that was given up, as a hash of its id |
 * | rounds    | when a target was last told something                                         |
 * | meta      | what else is to be remembered                                                 |
 *
 * One process at a time. Every transaction is synced, so that a power cut makes nobody be told twice.
 *
 * Ids of clocks and events name the lead. Once its clock is closed and all targets were told, or it was given up, the file
 * names it no more: what is deleted is overwritten, and each start writes the file anew.
 */
import { hash } from "node:crypto";
import { fileKind, rewriteFile, sqliteFault } from "@stagefold/sqlite-file";
import Database from "better-sqlite3";
import {
  AlertFileFormatError,
  AlertFileTakenError,
  AlertFileUnavailableError,
  NotAnAlertFileError,
} from "../errors.ts";
import type { Untold } from "../message/message.ts";
import type { SlaNews, Standing } from "../news/sla-news.ts";
import { newsOfText, textOfNews } from "./news-text.ts";

export interface AlertFile {
  /** The offset of the next record to read; null: none was read yet. */
  position(topic: string, partition: number): number | null;
  setPosition(topic: string, partition: number, next: number): void;
  /**
   * The topic is another one than was read: nothing is known of it, nothing waits, and its events may have ids that the
   * other's had. What targets were told stays.
   */
  forgetTopic(): void;
  /** Whether the topic is read again because it is another one. */
  readonly isReadAgain: boolean;
  setReadAgain(is: boolean): void;
  /** Keeps the newest event of a clock that is at risk or breached. */
  putClock(news: SlaNews): void;
  dropClock(clockId: string): void;
  /** All that are kept. */
  clocks(): readonly SlaNews[];
  /** Forgets what is known of all targets but these. */
  keepTargets(names: readonly string[]): void;
  standing(target: string, clockId: string): Standing | null;
  /** null takes it away. `since`: from when on it waits, unless something waited already. */
  setStanding(target: string, clockId: string, standing: Standing | null, since: number): void;
  /** What waits for the target, the oldest first; so many at most. */
  untold(target: string, limit: number): readonly Untold[];
  /** What the target was told is open, and nothing newer waits. */
  told(target: string): readonly SlaNews[];
  /** Clocks that a target knows of, and that the topic says nothing of. */
  withoutClock(target: string): readonly { readonly clockId: string; readonly standing: Standing }[];
  /** Since when the oldest waits; null: nothing does. */
  waitingSince(target: string): number | null;
  counts(target: string): TargetCounts;
  isSent(target: string, eventId: string): boolean;
  noteSent(target: string, eventId: string, at: number): void;
  forgetSentBefore(at: number): void;
  /** null: never. */
  lastRound(target: string): number | null;
  setLastRound(target: string, at: number): void;
  /** Runs `work` as one transaction: all or nothing of it. What SQLite throws becomes AlertFileUnavailableError. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface TargetCounts {
  /** Clocks that the target is to be told something of. */
  readonly waiting: number;
  /** Clocks that the target was told are open. */
  readonly open: number;
}

/** "Stfa", in the header of every file of the alert relay. */
const applicationId = 0x53746661;
const format = 2;
/** It had the ids of what was sent as they are, and the bytes of what was deleted. */
const formerFormat = 1;

const schema = `
  CREATE TABLE IF NOT EXISTS positions (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (topic, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS clocks (clock_id TEXT PRIMARY KEY, news TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS standings (
    target TEXT NOT NULL, clock_id TEXT NOT NULL, told TEXT, tried TEXT, waiting TEXT, since INTEGER NOT NULL,
    PRIMARY KEY (target, clock_id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS standings_waiting ON standings (target, since) WHERE waiting IS NOT NULL;
  CREATE TABLE IF NOT EXISTS sent (
    target TEXT NOT NULL, event_hash BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (target, event_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sent_at ON sent (at);
  CREATE TABLE IF NOT EXISTS rounds (target TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

interface StandingRow {
  readonly clock_id: string;
  readonly told: string | null;
  readonly tried: string | null;
  readonly waiting: string | null;
  readonly since: number;
}

/**
 * Opens the file at `path`, making it when there is none, and keeps others from it.
 * Throws AlertFileTakenError, NotAnAlertFileError, AlertFileFormatError, AlertFileUnavailableError.
 */
export function openAlertFile(path: string): AlertFile {
  let db: Database.Database | undefined;
  try {
    const opened = new Database(path, { timeout: 0 });
    db = opened;
    opened.pragma("locking_mode = EXCLUSIVE");
    const found = formatOf(opened, path);
    opened.pragma("journal_mode = WAL");
    opened.pragma("synchronous = FULL");
    opened.pragma("temp_store = MEMORY");
    opened.pragma("secure_delete = ON");
    if (found === formerFormat) hashSent(opened);
    // Rows that moved may have left a copy, which is not overwritten with them. The file is small.
    if (found !== null) rewriteFile(opened, path);
    opened
      .transaction(() => {
        opened.pragma(`application_id = ${applicationId}`);
        opened.pragma(`user_version = ${format}`);
        opened.exec(schema);
      })
      .immediate();
    return alertFile(path, opened);
  } catch (cause) {
    db?.close();
    throw fileError(path, cause);
  }
}

/** null: it has none yet. Throws where it is none that this version can use. */
function formatOf(db: Database.Database, path: string): number | null {
  const found = fileKind(db, applicationId);
  if (found.kind === "foreign") throw new NotAnAlertFileError(path);
  if (found.kind === "empty") return null;
  if (found.format === format || found.format === formerFormat) return found.format;
  throw new AlertFileFormatError(path, found.format, format);
}

/** Brings a file of the former format up to date, but for its number. Done again where it is cut off. */
function hashSent(db: Database.Database): void {
  db.function("event_hash", { deterministic: true }, (eventId) => eventHash(String(eventId)));
  db.transaction(() => {
    const columns = db.pragma("table_info(sent)") as readonly { readonly name: string }[];
    if (!columns.some(({ name }) => name === "event_id")) return;
    db.exec(`
      ALTER TABLE sent RENAME TO sent_before;
      DROP INDEX sent_at;
      ${schema}
      INSERT INTO sent SELECT target, event_hash(event_id), at FROM sent_before;
      DROP TABLE sent_before;
    `);
  }).immediate();
}

/** Two of a million million are alike with a chance of one in 10^14. */
function eventHash(eventId: string): Buffer {
  return hash("sha256", eventId, "buffer").subarray(0, 16);
}

/** What SQLite says of a file as one of our errors; any other error as it is. */
function fileError(path: string, cause: unknown): unknown {
  switch (sqliteFault(cause)) {
    case "foreign":
      return new NotAnAlertFileError(path, cause);
    case "taken":
      return new AlertFileTakenError(path, cause);
    case "unavailable":
      return new AlertFileUnavailableError(path, cause);
    case null:
      return cause;
  }
}

function alertFile(path: string, db: Database.Database): AlertFile {
  const getPosition = db
    .prepare<[string, number], number>("SELECT next FROM positions WHERE topic = ? AND partition = ?")
    .pluck();
  const putPosition = db.prepare<[string, number, number]>("REPLACE INTO positions VALUES (?, ?, ?)");
  const putClock = db.prepare<[string, string]>("REPLACE INTO clocks VALUES (?, ?)");
  const dropClock = db.prepare<[string]>("DELETE FROM clocks WHERE clock_id = ?");
  const getClocks = db.prepare<[], string>("SELECT news FROM clocks ORDER BY clock_id").pluck();
  const targetNames = db.prepare<[], string>("SELECT DISTINCT target FROM standings").pluck();
  const dropTarget = db.prepare<[string]>("DELETE FROM standings WHERE target = ?");
  const columns = "clock_id, told, tried, waiting, since";
  const getStanding = db.prepare<[string, string], StandingRow>(
    `SELECT ${columns} FROM standings WHERE target = ? AND clock_id = ?`,
  );
  // What was waiting already goes on to wait from when it began to.
  const putStanding = db.prepare<[string, string, string | null, string | null, string | null, number]>(
    `INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      since = CASE WHEN standings.waiting IS NULL OR excluded.waiting IS NULL THEN excluded.since ELSE standings.since END,
      told = excluded.told, tried = excluded.tried, waiting = excluded.waiting`,
  );
  const dropStanding = db.prepare<[string, string]>("DELETE FROM standings WHERE target = ? AND clock_id = ?");
  const getUntold = db.prepare<[string, number], StandingRow>(
    `SELECT ${columns} FROM standings WHERE target = ? AND waiting IS NOT NULL ORDER BY since, clock_id LIMIT ?`,
  );
  const getTold = db
    .prepare<[string], string>(
      "SELECT told FROM standings WHERE target = ? AND waiting IS NULL AND told IS NOT NULL ORDER BY clock_id",
    )
    .pluck();
  const getWithoutClock = db.prepare<[string], StandingRow>(
    `SELECT ${columns} FROM standings WHERE target = ? AND clock_id NOT IN (SELECT clock_id FROM clocks)`,
  );
  const getCounts = db.prepare<[string], TargetCounts>(
    "SELECT count(waiting) AS waiting, count(told) AS open FROM standings WHERE target = ?",
  );
  const getSince = db
    .prepare<[string], number | null>("SELECT min(since) FROM standings WHERE target = ? AND waiting IS NOT NULL")
    .pluck();
  const isSent = db.prepare<[string, Buffer], number>("SELECT 1 FROM sent WHERE target = ? AND event_hash = ?").pluck();
  const putSent = db.prepare<[string, Buffer, number]>("REPLACE INTO sent VALUES (?, ?, ?)");
  const dropSent = db.prepare<[number]>("DELETE FROM sent WHERE at < ?");
  const getRound = db.prepare<[string], number>("SELECT at FROM rounds WHERE target = ?").pluck();
  const putRound = db.prepare<[string, number]>("REPLACE INTO rounds VALUES (?, ?)");
  const getMeta = db.prepare<[string], string>("SELECT value FROM meta WHERE name = ?").pluck();
  const putMeta = db.prepare<[string, string]>("REPLACE INTO meta VALUES (?, ?)");
  const run = db.transaction((work: () => unknown) => work());

  function setStanding(target: string, clockId: string, standing: Standing | null, since: number): void {
    if (standing === null) {
      dropStanding.run(target, clockId);
      return;
    }
    const { told, tried, waiting } = standing;
    putStanding.run(target, clockId, textOrNull(told), textOrNull(tried), textOrNull(waiting), since);
  }

  return {
    position: (topic, partition) => getPosition.get(topic, partition) ?? null,
    setPosition: (topic, partition, next) => void putPosition.run(topic, partition, next),
    forgetTopic() {
      db.exec(`
        DELETE FROM positions;
        DELETE FROM clocks;
        DELETE FROM sent;
        DELETE FROM standings WHERE told IS NULL AND tried IS NULL;
        UPDATE standings SET waiting = NULL;
      `);
    },
    get isReadAgain() {
      return getMeta.get("read-again") === "1";
    },
    setReadAgain: (is) => void putMeta.run("read-again", is ? "1" : "0"),
    putClock: (news) => void putClock.run(news.clockId, textOfNews(news)),
    dropClock: (clockId) => void dropClock.run(clockId),
    clocks: () => getClocks.all().map(newsOfText),
    keepTargets(names) {
      for (const name of targetNames.all()) if (!names.includes(name)) dropTarget.run(name);
    },
    standing(target, clockId) {
      const row = getStanding.get(target, clockId);
      return row === undefined ? null : standingOf(row);
    },
    setStanding,
    untold: (target, limit) => getUntold.all(target, limit).flatMap(untoldOf),
    told: (target) => getTold.all(target).map(newsOfText),
    withoutClock: (target) =>
      getWithoutClock.all(target).map((row) => ({ clockId: row.clock_id, standing: standingOf(row) })),
    waitingSince: (target) => getSince.get(target) ?? null,
    counts: (target) => getCounts.get(target) ?? { waiting: 0, open: 0 },
    isSent: (target, eventId) => isSent.get(target, eventHash(eventId)) !== undefined,
    noteSent: (target, eventId, at) => void putSent.run(target, eventHash(eventId), at),
    forgetSentBefore: (at) => void dropSent.run(at),
    lastRound: (target) => getRound.get(target) ?? null,
    setLastRound: (target, at) => void putRound.run(target, at),
    transaction<T>(work: () => T): T {
      try {
        return run.immediate(work) as T;
      } catch (cause) {
        throw fileError(path, cause);
      }
    },
    close: () => void db.close(),
  };
}

function standingOf({ told, tried, waiting }: StandingRow): Standing {
  return { told: newsOrNull(told), tried: newsOrNull(tried), waiting: newsOrNull(waiting) };
}

function untoldOf(row: StandingRow): readonly Untold[] {
  const standing = standingOf(row);
  const { waiting } = standing;
  return waiting === null ? [] : [{ clockId: row.clock_id, standing, waiting, since: row.since }];
}

function textOrNull(news: SlaNews | null): string | null {
  return news === null ? null : textOfNews(news);
}

function newsOrNull(text: string | null): SlaNews | null {
  return text === null ? null : newsOfText(text);
}
