/**
 * Records that a source sent by itself and that could not be taken: nobody reads the answer that a webhook gets, so
 * they are kept for whoever repairs the mapping. The same record refused for the same reason is kept once.
 */
import { createHash } from "node:crypto";
import type { Database } from "better-sqlite3";

export const REFUSED_SCHEMA = `
  CREATE TABLE IF NOT EXISTS refused_records (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL,
    times INTEGER NOT NULL, reason TEXT NOT NULL, field TEXT, detail TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS refused_records_by_content ON refused_records (source, hash);
`;

/** A record, and why it was refused. */
export interface RefusedRecord {
  readonly reason: string;
  /** The path in the record; null: the record as a whole. */
  readonly field: string | null;
  readonly detail: string;
  /** The record as JSON or as it stands; longer ones are cut to 10,000 characters. */
  readonly record: string;
}

export interface KeptRecord extends RefusedRecord {
  /** Grows; of a record that comes again it stays. */
  readonly id: number;
  /** When it came last, ms since epoch. */
  readonly at: number;
  /** How often it came. */
  readonly times: number;
}

export interface RefusedRecords {
  keep(source: string, records: readonly RefusedRecord[]): void;
  /** The newest first, at most `limit`, those before `before` where it is not null. */
  list(source: string, limit: number, before: number | null): readonly KeptRecord[];
}

const KEPT_OF_SOURCE = 1_000;
const LONGEST_RECORD = 10_000;
const LONGEST_DETAIL = 2_000;

/** The refused records in `db`. */
export function refusedRecords(db: Database, wallClock: () => number): RefusedRecords {
  const put = db.prepare(
    `INSERT INTO refused_records (source, hash, at, times, reason, field, detail, record) VALUES (?, ?, ?, 1, ?, ?, ?, ?)
     ON CONFLICT (source, hash) DO UPDATE SET at = excluded.at, times = times + 1`,
  );
  const trim = db.prepare(
    `DELETE FROM refused_records WHERE source = @source AND id <=
       (SELECT id FROM refused_records WHERE source = @source ORDER BY id DESC LIMIT 1 OFFSET ${KEPT_OF_SOURCE})`,
  );
  const page = db.prepare<[string, number, number], KeptRecord>(
    `SELECT id, at, times, reason, field, detail, record FROM refused_records
     WHERE source = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const keep = db.transaction((source: string, records: readonly RefusedRecord[]) => {
    for (const { reason, field, detail, record } of records.slice(-KEPT_OF_SOURCE)) {
      const kept = record.slice(0, LONGEST_RECORD).toWellFormed();
      const hash = createHash("sha256")
        .update(JSON.stringify([reason, field, detail, record]))
        .digest("base64url");
      put.run(source, hash, wallClock(), reason, field, detail.slice(0, LONGEST_DETAIL).toWellFormed(), kept);
    }
    trim.run({ source });
  });
  return {
    keep: (source, records) => void keep.immediate(source, records),
    list: (source, limit, before) => page.all(source, before ?? Number.MAX_SAFE_INTEGER, limit),
  };
}
