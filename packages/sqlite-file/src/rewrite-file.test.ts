import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyWal, rewriteFile } from "./rewrite-file.ts";

const ROWS = 10_000;
let folder: string;
let path: string;
beforeEach(() => {
  // As in a sentence of SQL: the folder's name is part of one.
  folder = mkdtempSync(join(tmpdir(), "sqlite-file's-"));
  path = join(folder, "file.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

const nameOf = (n: number): string => `row-Xq7Zt${String(n).padStart(5, "0")}`;

/** Rows that came in no order and grew, of which every seventh was deleted. */
function churned(): Database.Database {
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.pragma("secure_delete = ON");
  db.exec("CREATE TABLE t (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT");
  const put = db.prepare("INSERT INTO t VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body");
  db.transaction(() => {
    for (const most of [9, 21]) {
      for (let n = 0; n < ROWS; n++) put.run(nameOf(scattered(n)), nameOf(scattered(n)).repeat(1 + (n % most)));
    }
    for (let n = 0; n < ROWS; n += 7) db.prepare("DELETE FROM t WHERE name = ?").run(nameOf(n));
  })();
  return db;
}

/** Each number below ROWS once, in no order. */
function scattered(n: number): number {
  return (n * 7_919) % ROWS;
}

/** The deleted rows of which the file still has something. */
function traces(): readonly string[] {
  const bytes = readFileSync(path).toString("latin1");
  const found = new Set(bytes.match(/row-Xq7Zt\d{5}/g));
  return Array.from({ length: Math.ceil(ROWS / 7) }, (_, n) => nameOf(7 * n)).filter((name) => found.has(name));
}

test("given deleted rows that left traces, when the file is rewritten, then there are none, and the rest stands", () => {
  const db = churned();
  expect(emptyWal(db)).toBe(true);
  expect(traces()).not.toEqual([]);

  rewriteFile(db, path);

  expect(emptyWal(db)).toBe(true);
  expect(traces()).toEqual([]);
  expect(statSync(`${path}-wal`).size).toBe(0);
  expect(db.prepare("SELECT count(*) FROM t").pluck().get()).toBe(ROWS - Math.ceil(ROWS / 7));
  expect(readdirSync(folder).filter((name) => !name.startsWith("file.db"))).toEqual([]);
  db.close();
});

test("given a reader in the middle of something, then it reads on, and the WAL is emptied once it has ended", () => {
  const db = churned();
  const reader = new Database(path, { readonly: true });
  reader.exec("BEGIN");
  expect(reader.prepare("SELECT count(*) FROM t").pluck().get()).toBe(ROWS - Math.ceil(ROWS / 7));
  db.pragma("busy_timeout = 0");

  rewriteFile(db, path);

  expect(emptyWal(db)).toBe(false);
  expect(reader.prepare("SELECT count(*) FROM t WHERE name = ?").pluck().get(nameOf(1))).toBe(1);
  reader.close();
  expect(emptyWal(db)).toBe(true);
  expect(traces()).toEqual([]);
  db.close();
});
