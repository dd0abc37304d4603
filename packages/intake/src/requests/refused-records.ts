/**
 * Records that a source sent by itself and that could not be taken: nobody reads the answer that a webhook gets, so
 * they are kept for whoever repairs the mapping. The same record refused for the same reason is kept once.
 *
 * Whom such a record is about nobody can say for certain. So one is taken to be about a lead that was erased where a value
 * of it is that lead's id, and is forgotten; and none is kept for longer than 30 days.
 */
import { createHash } from "node:crypto";
import type { Database } from "better-sqlite3";
import { valuesIn } from "./values-in.ts";

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
  /** Keeps those that hold no value which `isErased` says is the id of a lead that was erased. */
  keep(source: string, records: readonly RefusedRecord[], isErased: (value: string) => boolean): void;
  /** Forgets those that hold one, of all sources. */
  forget(isErased: (source: string, value: string) => boolean): void;
  /** The newest first, at most `limit`, those before `before` where it is not null. */
  list(source: string, limit: number, before: number | null): readonly KeptRecord[];
}

type Kept = Pick<KeptRecord, "id" | "detail" | "record"> & { readonly source: string };

const KEPT_OF_SOURCE = 1_000;
const KEPT_MS = 30 * 86_400_000;
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
  const forgetBefore = db.prepare<[number]>("DELETE FROM refused_records WHERE at < ?");
  const all = db.prepare<[], Kept>("SELECT id, source, detail, record FROM refused_records");
  const drop = db.prepare<[number]>("DELETE FROM refused_records WHERE id = ?");
  const page = db.prepare<[string, number, number], KeptRecord>(
    `SELECT id, at, times, reason, field, detail, record FROM refused_records
     WHERE source = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const forgetOld = (): void => void forgetBefore.run(wallClock() - KEPT_MS);
  const forget = db.transaction((isErased: (source: string, value: string) => boolean) => {
    for (const { id, source, ...kept } of all.all()) {
      if (holds(kept, (value) => isErased(source, value))) drop.run(id);
    }
  });
  const keep = db.transaction((source: string, records: readonly RefusedRecord[]) => {
    forgetOld();
    for (const { reason, field, detail, record } of records) {
      const kept = record.slice(0, LONGEST_RECORD).toWellFormed();
      const hash = createHash("sha256")
        .update(JSON.stringify([reason, field, detail, record]))
        .digest("base64url");
      put.run(source, hash, wallClock(), reason, field, detail.slice(0, LONGEST_DETAIL).toWellFormed(), kept);
    }
    trim.run({ source });
  });
  forgetOld();
  return {
    keep(source, records, isErased) {
      const kept = records.slice(-KEPT_OF_SOURCE).filter((record) => !holds(record, isErased));
      if (kept.length > 0) keep.immediate(source, kept);
    },
    forget: (isErased) => void forget.immediate(isErased),
    list: (source, limit, before) => page.all(source, before ?? Number.MAX_SAFE_INTEGER, limit),
  };
}

function holds({ detail, record }: Pick<RefusedRecord, "detail" | "record">, is: (value: string) => boolean): boolean {
  return valuesIn(record).some(is) || valuesIn(detail).some(is);
}
