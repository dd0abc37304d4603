import type { Table } from "@stagefold/processing";
import type Database from "better-sqlite3";
import type { WriteTransaction } from "./write-transaction.ts";

/** Rows are fetched in pages: an open cursor would forbid every write to the store, other tables included. */
const pageRows = 128;

/** A table of binary values as one b-tree by integer key. */
export function openTable(db: Database.Database, transaction: WriteTransaction, sqlName: string): Table {
  transaction.define(`CREATE TABLE IF NOT EXISTS ${sqlName} (key INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT`);
  const get = db.prepare<[number], Uint8Array>(`SELECT value FROM ${sqlName} WHERE key = ?`).pluck();
  const put = db.prepare<[number, Uint8Array]>(
    `INSERT INTO ${sqlName} VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
  );
  const remove = db.prepare<[number]>(`DELETE FROM ${sqlName} WHERE key = ?`);
  const page = db
    .prepare<[number, number], [number, Uint8Array]>(
      `SELECT key, value FROM ${sqlName} WHERE key >= ? AND key < ? ORDER BY key LIMIT ${pageRows}`,
    )
    .raw();

  return {
    get: (key) => get.get(key),
    put(key, value) {
      transaction.begin();
      try {
        put.run(key, value);
      } catch (cause) {
        throw transaction.failed(cause);
      }
    },
    delete(key) {
      transaction.begin();
      try {
        remove.run(key);
      } catch (cause) {
        throw transaction.failed(cause);
      }
    },
    *range(from, to) {
      let next = from;
      while (next < to) {
        const rows = page.all(next, to);
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined || rows.length < pageRows) return;
        next = last[0] + 1;
      }
    },
  };
}
