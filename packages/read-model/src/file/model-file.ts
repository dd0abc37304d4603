/**
 * The file of a read model: recognised, with its tables and settings.
 *
 * | table       | a row is                                                                        |
 * | ----------- | ------------------------------------------------------------------------------- |
 * | meta        | what the model was made of and how far it is                                    |
 * | positions   | of one partition of one topic, the offset of the next record to read            |
 * | tenants     | a tenant that has a record, and the change that last touched it                 |
 * | metrics     | the newest value of a metric, by what its metricId is made of                   |
 * | seen_values | a segment that has a value                                                      |
 * | stays       | a stay as now known                                                             |
 * | clocks      | the newest event of an SLA clock                                                |
 * | leads       | the accepted events of a lead                                                   |
 * | open_clocks | a clock that nothing has ended, or not yet at the model's clock                 |
 * | changes     | the last changes of clocks and metrics, in the order of their numbers           |
 * | erased      | a lead that was erased, by a hash of its key                                    |
 *
 * Text that is null in a record is '' here, so that keys compare: no dimension, subject or stage is ever empty. An
 * end that is not there is `NO_END`, so that "not over at X" is one range of an index.
 *
 * WAL: readers never block the writer, nor it them. synchronous NORMAL: a power cut may take the last commits, rows
 * and positions together, and they are read again.
 */
import { fileKind, sqliteFault } from "@stagefold/sqlite-file";
import Database from "better-sqlite3";
import { NotAReadModelError, ReadModelTakenError, ReadModelUnavailableError } from "../errors.ts";

/** "Stfr", in the header of every read model. */
const APPLICATION_ID = 0x53746672;
/** Of tables and their meaning: a model of another one is made again. */
export const FORMAT = 2;

/** Later than any instant. */
export const NO_END = 8_640_000_000_000_001;

const TABLES = [
  ...["meta", "positions", "tenants", "metrics", "seen_values"],
  ...["stays", "clocks", "leads", "open_clocks", "changes", "erased"],
] as const;

const SCHEMA = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE positions (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL, PRIMARY KEY (topic, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE tenants (tenant TEXT PRIMARY KEY, changed INTEGER NOT NULL, first_start INTEGER) STRICT, WITHOUT ROWID;
  CREATE TABLE metrics (
    tenant TEXT NOT NULL, metric TEXT NOT NULL, grain TEXT NOT NULL, subject TEXT NOT NULL,
    channel TEXT NOT NULL, campaign_id TEXT NOT NULL, owner_id TEXT NOT NULL, period_start INTEGER NOT NULL,
    period_end INTEGER NOT NULL, metric_id TEXT NOT NULL, unit TEXT NOT NULL, value REAL,
    numerator INTEGER, denominator INTEGER, sample_count INTEGER, sample_sum REAL,
    sample_min REAL, sample_p50 REAL, sample_p75 REAL, sample_p90 REAL, sample_p95 REAL, sample_max REAL,
    status TEXT NOT NULL, revision INTEGER NOT NULL, as_of INTEGER NOT NULL,
    PRIMARY KEY (tenant, metric, grain, subject, channel, campaign_id, owner_id, period_start)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE seen_values (
    tenant TEXT NOT NULL, channel TEXT NOT NULL, campaign_id TEXT NOT NULL, owner_id TEXT NOT NULL,
    PRIMARY KEY (tenant, channel, campaign_id, owner_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE stays (
    stay_id TEXT PRIMARY KEY, tenant TEXT NOT NULL, lead_id TEXT NOT NULL, stage TEXT NOT NULL, visit INTEGER NOT NULL,
    previous_stage TEXT NOT NULL, next_stage TEXT NOT NULL, entered_at INTEGER NOT NULL, left_at INTEGER NOT NULL,
    reason TEXT, channel TEXT NOT NULL, campaign_id TEXT NOT NULL, owner_id TEXT NOT NULL, revision INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX stays_left ON stays
    (tenant, stage, left_at, entered_at, channel, campaign_id, owner_id, next_stage, lead_id, visit);
  CREATE INDEX stays_entered ON stays (tenant, stage, entered_at, lead_id, visit);
  CREATE INDEX stays_lead ON stays (tenant, lead_id, stage, visit, entered_at);
  CREATE INDEX stays_first ON stays (tenant, lead_id, entered_at) WHERE previous_stage = '';
  CREATE TABLE clocks (
    clock_id TEXT PRIMARY KEY, event_id TEXT NOT NULL, kind TEXT NOT NULL, sla_id TEXT NOT NULL, severity TEXT NOT NULL,
    tenant TEXT NOT NULL, lead_id TEXT NOT NULL, stage TEXT NOT NULL, started_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, ended_at INTEGER, overdue_ms INTEGER, channel TEXT NOT NULL, campaign_id TEXT NOT NULL,
    owner_id TEXT NOT NULL, detected_at INTEGER NOT NULL, live INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX clocks_breached ON clocks (tenant, due_at DESC, clock_id) WHERE kind IN ('BREACHED', 'RESOLVED');
  CREATE INDEX clocks_started ON clocks
    (tenant, started_at, kind, due_at, ended_at, owner_id, campaign_id, sla_id, channel)
    WHERE kind IN ('BREACHED', 'RESOLVED');
  CREATE TABLE leads (
    tenant TEXT NOT NULL, lead_id TEXT NOT NULL, events BLOB NOT NULL, PRIMARY KEY (tenant, lead_id)
  ) STRICT;
  CREATE TABLE open_clocks (
    clock_id TEXT PRIMARY KEY, tenant TEXT NOT NULL, lead_id TEXT NOT NULL, sla_id TEXT NOT NULL,
    severity TEXT NOT NULL, stage TEXT NOT NULL, channel TEXT NOT NULL, campaign_id TEXT NOT NULL,
    owner_id TEXT NOT NULL, started_at INTEGER NOT NULL, warn_at INTEGER, due_at INTEGER NOT NULL,
    over_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX open_clocks_due ON open_clocks (tenant, due_at, clock_id);
  CREATE INDEX open_clocks_lead ON open_clocks (tenant, lead_id);
  CREATE INDEX open_clocks_over ON open_clocks (over_at) WHERE over_at < ${NO_END};
  CREATE TABLE changes (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, lead_id TEXT,
    gone_at INTEGER
  ) STRICT;
  CREATE INDEX changes_lead ON changes (tenant, lead_id) WHERE lead_id IS NOT NULL;
  CREATE INDEX changes_gone ON changes (gone_at) WHERE gone_at IS NOT NULL;
  CREATE TABLE erased (key_hash TEXT PRIMARY KEY, sought_in TEXT) STRICT, WITHOUT ROWID;
  CREATE INDEX erased_sought ON erased (sought_in) WHERE sought_in IS NOT NULL;
`;

/** Opens the file for the one writer; a new or empty one becomes a read model without tables. */
export function openForWriting(path: string): Database.Database {
  return opened(path, {}, (db) => {
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = NORMAL");
    db.pragma("cache_size = -32768");
    db.pragma("wal_autocheckpoint = 2000");
    db.pragma("journal_size_limit = 67108864");
    db.pragma("temp_store = MEMORY");
    db.pragma("secure_delete = ON");
  });
}

/** Opens the file for reading only, beside the writer. It must exist. */
export function openForReading(path: string): Database.Database {
  return opened(path, { readonly: true, fileMustExist: true }, (db) => {
    db.pragma("cache_size = -32768");
    db.pragma("temp_store = MEMORY");
  });
}

/** Whether the file has the tables of this version. */
export function hasTables(db: Database.Database): boolean {
  return db.pragma("user_version", { simple: true }) === FORMAT;
}

/** Empties the model, whatever version made it, in the transaction that the caller has open. */
export function makeTables(db: Database.Database): void {
  const found = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[];
  for (const name of new Set([...found, ...TABLES])) db.exec(`DROP TABLE IF EXISTS "${name.replaceAll('"', '""')}"`);
  db.exec(SCHEMA);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${FORMAT}`);
}

function opened(path: string, options: Database.Options, prepare: (db: Database.Database) => void): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 5_000, ...options });
    recognise(db, path);
    prepare(db);
    return db;
  } catch (cause) {
    db?.close();
    throw modelError(path, cause);
  }
}

function recognise(db: Database.Database, path: string): void {
  if (fileKind(db, APPLICATION_ID).kind === "foreign") throw new NotAReadModelError(path);
}

/** The error to throw for what SQLite threw; any other error as it is. */
export function modelError(path: string, cause: unknown): unknown {
  switch (sqliteFault(cause)) {
    case "foreign":
      return new NotAReadModelError(path, cause);
    case "taken":
      return new ReadModelTakenError(path, cause);
    case "unavailable":
      return new ReadModelUnavailableError(path, cause);
    case null:
      return cause;
  }
}
