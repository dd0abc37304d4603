/** The events that are durable here and not in the log yet, in the order in which they were accepted. */
import type Database from "better-sqlite3";

/** What is to stand in the log; which partition it goes to, its key says. */
export interface Pending {
  readonly topic: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Consecutive rows of the outbox. */
export interface PendingBatch {
  readonly records: readonly Pending[];
  /** The number of its last row. */
  readonly upTo: number;
  readonly bytes: number;
}

export interface BatchLimit {
  readonly records: number;
  /** The row that reaches it is the last. */
  readonly bytes: number;
}

export const OUTBOX_SCHEMA = `
  CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY, topic TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL
  ) STRICT;
`;

/** What a row takes beside its key and value, about. */
const ROW_BYTES = 64;

type Row = [seq: number, topic: string, key: Buffer, value: Buffer];

/** Rows get numbers that grow by one and are never used again. */
export class Outbox {
  readonly #db: Database.Database;
  readonly #insert: Database.Statement<[number, string, Uint8Array, Uint8Array]>;
  readonly #oldest: Database.Statement<[], Row>;
  readonly #delete: Database.Statement<[number]>;
  /** Of the row added last, as of now. */
  #last: number;
  #events = 0;
  #bytes = 0;

  /** `landedTo`: the number of the last row that went to the log. */
  constructor(db: Database.Database, landedTo: number) {
    this.#db = db;
    this.#insert = db.prepare("INSERT INTO outbox VALUES (?, ?, ?, ?)");
    this.#oldest = db.prepare<[], Row>("SELECT seq, topic, key, value FROM outbox ORDER BY seq").raw();
    this.#delete = db.prepare("DELETE FROM outbox WHERE seq <= ?");
    this.#last = Math.max(
      landedTo,
      db.prepare<[], number>("SELECT ifnull(max(seq), 0) FROM outbox").pluck().get() ?? 0,
    );
    this.#count();
  }

  get last(): number {
    return this.#last;
  }

  get events(): number {
    return this.#events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add({ topic, key, value }: Pending): void {
    this.#insert.run(this.#last + 1, topic, key, value);
    this.#last++;
    this.#events++;
    this.#bytes += ROW_BYTES + key.length + value.length;
  }

  /** The oldest rows; null: there are none. */
  oldest(limit: BatchLimit): PendingBatch | null {
    const records: Pending[] = [];
    let upTo = 0;
    let bytes = 0;
    for (const [seq, topic, key, value] of this.#oldest.iterate()) {
      records.push({ topic, key, value });
      upTo = seq;
      bytes += ROW_BYTES + key.length + value.length;
      if (records.length >= limit.records || bytes >= limit.bytes) break;
    }
    return records.length === 0 ? null : { records, upTo, bytes };
  }

  /** Takes the batch out, which holds the oldest rows. */
  remove({ records, upTo, bytes }: PendingBatch): void {
    this.#delete.run(upTo);
    this.#events -= records.length;
    this.#bytes -= bytes;
  }

  /** Takes all rows up to this number out. */
  removeUpTo(upTo: number): void {
    this.#delete.run(upTo);
    this.#count();
  }

  /** Runs `work`; where it throws, the rows of the file are put back by the caller, and what is counted of them here. */
  counted<T>(work: () => T): T {
    const before = [this.#last, this.#events, this.#bytes] as const;
    try {
      return work();
    } catch (error) {
      [this.#last, this.#events, this.#bytes] = before;
      throw error;
    }
  }

  #count(): void {
    const row = this.#db
      .prepare<[], { events: number; bytes: number }>(
        `SELECT count(*) AS events, ifnull(sum(length(key) + length(value) + ${ROW_BYTES}), 0) AS bytes FROM outbox`,
      )
      .get();
    this.#events = row?.events ?? 0;
    this.#bytes = row?.bytes ?? 0;
  }
}
