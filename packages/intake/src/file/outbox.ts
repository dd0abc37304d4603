/**
 * The events that are durable here and not in the log yet, in the order in which they were accepted. Those of the commits
 * that the log has acknowledged stay until it is certain that it keeps them, and count as pending no more.
 */
import type Database from "better-sqlite3";

/** What is to stand in the log; which partition it goes to, its key says. */
export interface Pending {
  readonly topic: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** As it waits. */
export interface PendingRecord extends Pending {
  /** The span that sent it; null: none. */
  readonly traceparent: string | null;
}

/** Consecutive rows of the outbox. */
export interface PendingBatch {
  readonly records: readonly PendingRecord[];
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
  -- Rows from the first to the last were sent by one span. A table of its own: without tracing nothing is in it.
  CREATE TABLE IF NOT EXISTS outbox_traces (
    first INTEGER PRIMARY KEY, last INTEGER NOT NULL, traceparent TEXT NOT NULL
  ) STRICT;
`;

/** What a row takes beside its key and value, about. */
const ROW_BYTES = 64;

type Row = [seq: number, topic: string, key: Buffer, value: Buffer];
type TracedRows = [first: number, last: number, traceparent: string];

/** Rows get numbers that grow by one and are never used again. */
export class Outbox {
  readonly #insert: Database.Statement<[number, string, Uint8Array, Uint8Array]>;
  readonly #after: Database.Statement<[number], Row>;
  readonly #size: Database.Statement<[number], { readonly events: number; readonly bytes: number }>;
  readonly #page: Database.Statement<[number], Row>;
  readonly #delete: Database.Statement<[number]>;
  readonly #insertTrace: Database.Statement<[number, number, string]>;
  readonly #traces: Database.Statement<[number, number], TracedRows>;
  readonly #deleteTraces: Database.Statement<[number]>;
  /** Of the row added last, as of now. */
  #last: number;
  /** Of the last row that the log has acknowledged. */
  #sentTo: number;
  #events = 0;
  #bytes = 0;

  /** `used`: numbers that rows had which are gone. */
  constructor(db: Database.Database, used: number) {
    this.#insert = db.prepare("INSERT INTO outbox VALUES (?, ?, ?, ?)");
    this.#after = db
      .prepare<[number], Row>("SELECT seq, topic, key, value FROM outbox WHERE seq > ? ORDER BY seq")
      .raw();
    this.#page = db
      .prepare<[number], Row>("SELECT seq, topic, key, value FROM outbox WHERE seq > ? ORDER BY seq LIMIT 1000")
      .raw();
    this.#size = db.prepare(
      `SELECT count(*) AS events, ifnull(sum(length(key) + length(value) + ${ROW_BYTES}), 0) AS bytes
         FROM outbox WHERE seq > ?`,
    );
    this.#delete = db.prepare("DELETE FROM outbox WHERE seq <= ?");
    this.#insertTrace = db.prepare("INSERT INTO outbox_traces VALUES (?, ?, ?)");
    const traces = "SELECT first, last, traceparent FROM outbox_traces WHERE last > ? ORDER BY first LIMIT ?";
    this.#traces = db.prepare<[number, number], TracedRows>(traces).raw();
    this.#deleteTraces = db.prepare("DELETE FROM outbox_traces WHERE last <= ?");
    const last = db.prepare<[], number>("SELECT ifnull(max(seq), 0) FROM outbox").pluck().get() ?? 0;
    this.#last = Math.max(used, last);
    this.#sentTo = 0;
    this.sendAgainFrom(0);
  }

  /** The number of the row added last. */
  get last(): number {
    return this.#last;
  }

  /** The number of the last row that the log has acknowledged. */
  get sentTo(): number {
    return this.#sentTo;
  }

  /** How many rows the log has not acknowledged. */
  get events(): number {
    return this.#events;
  }

  /** Their bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  add({ topic, key, value }: Pending): void {
    this.#insert.run(this.#last + 1, topic, key, value);
    this.#last++;
    this.#events++;
    this.#bytes += ROW_BYTES + key.length + value.length;
  }

  /** The rows that were added after this one were sent by this span. */
  traced(after: number, traceparent: string): void {
    if (this.#last > after) this.#insertTrace.run(after + 1, this.#last, traceparent);
  }

  /** The oldest rows that the log has not acknowledged; null: there are none. */
  oldest(limit: BatchLimit): PendingBatch | null {
    if (this.#events === 0) return null;
    const records: PendingRecord[] = [];
    const traces = this.#tracesAfter(this.#sentTo, limit.records);
    let upTo = 0;
    let bytes = 0;
    for (const [seq, topic, key, value] of this.#after.iterate(this.#sentTo)) {
      records.push({ topic, key, value, traceparent: traces(seq) });
      upTo = seq;
      bytes += ROW_BYTES + key.length + value.length;
      if (records.length >= limit.records || bytes >= limit.bytes) break;
    }
    return { records, upTo, bytes };
  }

  /** All rows, the oldest first, also those that the log has acknowledged. */
  *all(): Generator<Pending> {
    let rows = this.#page.all(0);
    while (rows.length > 0) {
      for (const [, topic, key, value] of rows) yield { topic, key, value };
      rows = this.#page.all(rows.at(-1)?.[0] ?? 0);
    }
  }

  /** The log has acknowledged the batch that `oldest` gave. */
  sent({ records, upTo, bytes }: PendingBatch): void {
    this.#sentTo = upTo;
    this.#events -= records.length;
    this.#bytes -= bytes;
  }

  /** The log keeps the rows up to this one, which were sent: they leave. */
  remove(upTo: number): void {
    this.#delete.run(upTo);
    this.#deleteTraces.run(upTo);
  }

  /** By row, asked in their order, of so many at most: the span that sent it. */
  #tracesAfter(sentTo: number, most: number): (seq: number) => string | null {
    const rows = this.#traces.all(sentTo, most);
    let at = 0;
    return (seq) => {
      while ((rows[at]?.[1] ?? seq) < seq) at++;
      const [first = Number.POSITIVE_INFINITY, , traceparent = null] = rows[at] ?? [];
      return seq >= first ? traceparent : null;
    };
  }

  /** All rows after this one are still to be sent, whatever was said of them. */
  sendAgainFrom(sentTo: number): void {
    this.#sentTo = sentTo;
    const { events, bytes } = this.#size.get(sentTo) ?? { events: 0, bytes: 0 };
    this.#events = events;
    this.#bytes = bytes;
  }

  /** Runs `work`, which the caller undoes in the file where it throws; what is counted here is as before then. */
  counted<T>(work: () => T): T {
    const before = [this.#last, this.#sentTo, this.#events, this.#bytes] as const;
    try {
      return work();
    } catch (error) {
      [this.#last, this.#sentTo, this.#events, this.#bytes] = before;
      throw error;
    }
  }
}
