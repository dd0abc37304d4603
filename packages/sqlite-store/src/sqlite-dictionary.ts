import type { Dictionary } from "@stagefold/processing";
import type Database from "better-sqlite3";
import { createRecentEntries } from "./recent-entries.ts";
import { afterPrefix } from "./text-prefix.ts";
import type { WriteTransaction } from "./write-transaction.ts";

/** A dictionary, and what its store tells it. */
export interface SqliteDictionary extends Dictionary {
  /** The table may hold other entries than before: forget what is in memory. */
  reload(): void;
}

/**
 * Texts numbered in the order of appearance, with the `recentEntries` most recent in memory.
 * A text that is not in memory costs one search of the index; a new one also an insert.
 */
export function openDictionary(
  db: Database.Database,
  transaction: WriteTransaction,
  sqlName: string,
  recentEntries: number,
): SqliteDictionary {
  transaction.define(
    `CREATE TABLE IF NOT EXISTS ${sqlName} (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT`,
  );
  const find = db.prepare<[string], number>(`SELECT number FROM ${sqlName} WHERE text = ?`).pluck();
  const rename = db.prepare<[string, string]>(`UPDATE ${sqlName} SET text = ? WHERE text = ?`);
  const insert = db.prepare<[number, string]>(`INSERT INTO ${sqlName} VALUES (?, ?)`);
  const largest = db.prepare<[], number | null>(`SELECT max(number) FROM ${sqlName}`).pluck();
  const textOf = db.prepare<[number], string>(`SELECT text FROM ${sqlName} WHERE number = ?`).pluck();
  const numbersFrom = db.prepare<[string], number>(`SELECT number FROM ${sqlName} WHERE text >= ?`).pluck();
  const numbersBetween = db
    .prepare<[string, string], number>(`SELECT number FROM ${sqlName} WHERE text >= ? AND text < ?`)
    .pluck();
  const recent = createRecentEntries(recentEntries);
  let lastNumber = largest.get() ?? 0;

  function get(text: string): number | undefined {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const stored = find.get(text);
    if (stored !== undefined) recent.set(text, stored);
    return stored;
  }

  return {
    get,
    assign(text) {
      const known = get(text);
      if (known !== undefined) return known;
      transaction.begin();
      try {
        insert.run(lastNumber + 1, text);
      } catch (cause) {
        throw transaction.failed(cause);
      }
      lastNumber += 1;
      recent.set(text, lastNumber);
      return lastNumber;
    },
    rename(text, to) {
      transaction.begin();
      let renamed: number;
      try {
        renamed = rename.run(to, text).changes;
      } catch (cause) {
        throw transaction.failed(cause);
      }
      if (renamed === 0) throw transaction.failed(new Error(`there is no ${text} to be renamed`));
      recent.clear();
    },
    *entries(prefix) {
      const end = afterPrefix(prefix);
      const numbers = end === undefined ? numbersFrom.all(prefix) : numbersBetween.all(prefix, end);
      for (const number of Float64Array.from(numbers).sort()) {
        const text = textOf.get(number);
        if (text !== undefined) yield [text, number];
      }
    },
    reload() {
      recent.clear();
      lastNumber = largest.get() ?? 0;
    },
  };
}
