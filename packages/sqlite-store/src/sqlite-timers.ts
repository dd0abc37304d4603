import type { TimerTable } from "@stagefold/processing";
import type Database from "better-sqlite3";
import type { WriteTransaction } from "./write-transaction.ts";

/** Entries are fetched in pages, so that the store can be written while one iterates. */
const pageRows = 2_000;

/** Instants by integer key. No index by instant: the task keeps the order of deadlines in memory. */
export function openTimers(db: Database.Database, transaction: WriteTransaction, sqlName: string): TimerTable {
  transaction.define(`CREATE TABLE IF NOT EXISTS ${sqlName} (key INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT`);
  const put = db.prepare<[number, number]>(
    `INSERT INTO ${sqlName} VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at`,
  );
  const remove = db.prepare<[number]>(`DELETE FROM ${sqlName} WHERE key = ?`);
  const page = db
    .prepare<[number], [number, number]>(`SELECT key, at FROM ${sqlName} WHERE key >= ? ORDER BY key LIMIT ${pageRows}`)
    .raw();

  return {
    set(key, at) {
      transaction.begin();
      try {
        if (at === null) remove.run(key);
        else put.run(key, at);
      } catch (cause) {
        throw transaction.failed(cause);
      }
    },
    *all() {
      let next = Number.MIN_SAFE_INTEGER;
      for (;;) {
        const rows = page.all(next);
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined || rows.length < pageRows) return;
        next = last[0] + 1;
      }
    },
  };
}
