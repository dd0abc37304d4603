import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NotAStoreError, StoreCopyError, StoreLockedError, StoreUnavailableError } from "./errors.ts";
import { openSqliteStore, type SqliteStore } from "./sqlite-store.ts";
import { inspectStore } from "./store-inspection.ts";

const ROWS = 8_000;

let folder: string;
let store: SqliteStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-copy-"));
  store = openSqliteStore(join(folder, "store"), { cacheMb: 4 });
  commit(1);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

/** Every row and the mark say which commit they are of. */
function write(number: number, step = 1): void {
  const rows = store.table("rows");
  for (let key = 0; key < ROWS; key += step) rows.put(key, new Uint8Array(400).fill(number));
  store.setMeta("mark", String(number));
}

function commit(number: number, step = 1): void {
  write(number, step);
  store.commit();
}

const copy = () => join(folder, "copy");

/** The mark of the copy, and how many of the rows that each commit after the first writes are of it. */
function contentOfCopy(step: number): readonly [mark: string | undefined, rows: number, sound: boolean] {
  const mark = inspectStore(copy(), true).get("mark");
  const copied = openSqliteStore(copy());
  const rows = [...copied.table("rows").range(0, ROWS)];
  copied.close();
  const written = rows.filter(([key]) => key % step === 0);
  return [mark, written.filter(([, value]) => value[0] === Number(mark)).length, rows.length === ROWS];
}

describe("a copy of a store", () => {
  it("holds the last commit, and the store goes on", async () => {
    await store.copyTo(copy());
    commit(2, 7);

    expect(contentOfCopy(7)).toEqual(["1", Math.ceil(ROWS / 7), true]);
    expect(store.meta("mark")).toBe("2");
  });

  it("holds one commit, whole, while the store is written, committed and rolled back", async () => {
    let hasEnded = false;
    const begun = Promise.withResolvers<void>();
    const copying = store.copyTo(copy(), { onBegun: begun.resolve }).finally(() => {
      hasEnded = true;
    });
    await begun.promise;
    let commits = 1;
    for (; !hasEnded && commits < 200; commits++) {
      write(255, 3);
      await setImmediate();
      // It makes the copy begin again.
      if (commits === 3) store.rollback();
      write(commits + 1, 3);
      commit(commits + 1, 7);
      await setImmediate();
    }
    await copying;

    const [mark, rows, sound] = contentOfCopy(7);
    expect([rows, sound]).toEqual([Math.ceil(ROWS / 7), true]);
    expect(Number(mark)).toBeGreaterThan(1);
    expect(Number(mark)).toBeLessThanOrEqual(commits);
  });

  it.each([
    ["a write has come since the last commit", () => store.setMeta("mark", "2"), StoreCopyError],
    ["the disk has no such folder", () => rmSync(folder, { recursive: true }), StoreCopyError],
    ["something is there", () => writeFileSync(copy(), "else"), StoreCopyError],
  ])("is refused when %s", async (_, spoil, error) => {
    spoil();

    await expect(store.copyTo(copy())).rejects.toThrow(error);

    if (!existsSync(folder)) return void (folder = mkdtempSync(join(tmpdir(), "store-copy-")));
    expect(readdirSync(folder).filter((name) => name.startsWith("copy-"))).toEqual([]);
  });

  it("leaves nothing when it is given up, or when the store is closed", async () => {
    const stop = new AbortController();
    const given = store.copyTo(copy(), { signal: stop.signal, onBegun: () => stop.abort(new Error("given up")) });
    await expect(given).rejects.toThrow("given up");
    expect(existsSync(copy())).toBe(false);

    const closed = store.copyTo(copy(), { onBegun: () => process.nextTick(() => store.close()) });
    await expect(closed).rejects.toThrow(StoreCopyError);
    expect(existsSync(copy())).toBe(false);
  });
});

describe("a look at a store that nobody has open", () => {
  it("says its named values and changes nothing", () => {
    store.close();

    expect(inspectStore(join(folder, "store"), true)).toEqual(new Map([["mark", "1"]]));
    expect(readdirSync(folder)).toEqual(["store"]);
  });

  it("refuses one that is open, what is no store, and what is not there", () => {
    expect(() => inspectStore(join(folder, "store"), false)).toThrow(StoreLockedError);
    writeFileSync(join(folder, "other"), "tenant: acme\n".repeat(200));
    expect(() => inspectStore(join(folder, "other"), false)).toThrow(NotAStoreError);
    writeFileSync(join(folder, "empty"), "");
    expect(() => inspectStore(join(folder, "empty"), false)).toThrow(NotAStoreError);
    expect(() => inspectStore(join(folder, "nothing"), false)).toThrow(StoreUnavailableError);
  });
});
