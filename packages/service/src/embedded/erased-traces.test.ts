/** A tracker's store from which leads were erased: what its file still says, and when it is written anew. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore, type SqliteStore } from "@stagefold/sqlite-store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { erasedTraces } from "./erased-traces.ts";

const LEADS = 20_000;
const HOUR = 3_600_000;

let folder: string;
let store: SqliteStore;
let now = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "erased-traces-"));
  store = openSqliteStore(join(folder, "store.db"));
  now = 0;
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const failsTheTest = (error: unknown): never => {
  throw error;
};
const nameOf = (n: number): string => `acme|lead-Xq7Zt${String(n).padStart(5, "0")}`;

/** Leads that came in no order, and every seventh of which was erased, in this commit. */
function erase(commitNumber: number): void {
  const names = store.dictionary("lead");
  for (let n = 0; n < LEADS; n++) names.assign(nameOf((n * 7_919) % LEADS));
  store.commit();
  for (let n = 0; n < LEADS; n += 7) names.rename(nameOf(n), `acme||${n}`);
  store.setMeta("erased_in_commit", String(commitNumber));
  store.commit();
}

/** How many of those erased the file still names. */
function traces(): number {
  const found = new Set(readFileSync(join(folder, "store.db"), "latin1").match(/lead-Xq7Zt\d{5}/g));
  return Array.from({ length: Math.ceil(LEADS / 7) }, (_, n) => nameOf(7 * n).slice(5)).filter((name) =>
    found.has(name),
  ).length;
}

test("given leads that were erased, when their traces are removed, then the file says nothing of them, and the store has all others", () => {
  erase(3);
  const { remove } = erasedTraces(store, { stopwatch: () => now, onFailed: failsTheTest });

  remove();

  expect(traces()).toBe(0);
  expect(store.dictionary("lead").get(nameOf(1))).toBeDefined();
  expect(store.dictionary("lead").get(nameOf(7))).toBeUndefined();
});

test("given a file that was written anew, when nobody was erased since, then it is left alone; at most once an hour otherwise", () => {
  erase(3);
  const rewritten: number[] = [];
  const counted: SqliteStore = Object.create(store, { rewrite: { value: () => rewritten.push(now) } });
  const { remove, removeInTime } = erasedTraces(counted, { stopwatch: () => now, onFailed: failsTheTest });
  remove();
  remove();
  store.setMeta("erased_in_commit", "4");
  store.commit();

  for (now of [HOUR - 1, HOUR, HOUR + 1, 2 * HOUR, 3 * HOUR]) removeInTime();

  expect(rewritten).toEqual([0, HOUR]);
});

test("given no room, then that is told, and it is tried again", () => {
  erase(3);
  const failed: unknown[] = [];
  let room = false;
  const cramped: SqliteStore = Object.create(store, {
    rewrite: {
      value() {
        if (!room) throw new Error("no room");
        store.rewrite();
      },
    },
  });
  const { remove } = erasedTraces(cramped, { stopwatch: () => now, onFailed: (error) => failed.push(error) });
  remove();
  room = true;
  remove();

  expect(failed).toEqual([new Error("no room")]);
  expect(traces()).toBe(0);
});
