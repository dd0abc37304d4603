import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  NotAStoreError,
  StoreFormatError,
  StoreLockedError,
  StoreNameError,
  StoreUnavailableError,
  StoreWriteError,
} from "./errors.ts";
import { openSqliteStore } from "./sqlite-store.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sqlite-store-"));
  path = join(directory, "store");
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("opening", () => {
  it("refuses a store that is open, here or in another process, until that one ends, kill -9 included", async () => {
    const store = openSqliteStore(path);
    expect(() => openSqliteStore(path)).toThrow(StoreLockedError);
    store.close();

    const holder = startWriter();
    await once(holder.stdout, "data");
    expect(() => openSqliteStore(path)).toThrow(StoreLockedError);
    expect(() => openSqliteStore(path)).toThrow(path);
    holder.stdout.resume();
    holder.kill("SIGKILL");
    await once(holder, "exit");
    openSqliteStore(path).close();
  });

  it("refuses files that are something else, and says what to do", () => {
    writeFileSync(path, "tenant: acme\n".repeat(200));
    expect(() => openSqliteStore(path)).toThrow(NotAStoreError);
    expect(() => openSqliteStore(path)).toThrow(/rebuilt from the log/);
    const other = join(directory, "other");
    new Database(other).exec("CREATE TABLE t (x)").close();
    expect(() => openSqliteStore(other)).toThrow(NotAStoreError);
    writeFileSync(path, "");
    openSqliteStore(path).close();
  });

  it("refuses a store of another format, and says both", () => {
    openSqliteStore(path).close();
    const db = new Database(path);
    db.pragma("user_version = 7");
    db.close();
    expect(() => openSqliteStore(path)).toThrow(StoreFormatError);
    expect(() => openSqliteStore(path)).toThrow(/format 7.*format 2/);
  });

  it("says so when its directory is not there", () => {
    expect(() => openSqliteStore(join(directory, "no", "store"))).toThrow(StoreUnavailableError);
  });

  it("makes a store in memory", () => {
    const store = openSqliteStore(":memory:");
    store.table("leads").put(1, Uint8Array.of(1));
    store.commit();
    expect(store.table("leads").get(1)?.length).toBe(1);
    store.close();
  });
});

describe("writing", () => {
  it("names the part that cannot be", () => {
    const store = openSqliteStore(":memory:");
    expect(() => store.table("Leads; --")).toThrow(StoreNameError);
    store.close();
  });

  it("that failed closes the store for writing until it is rolled back, so that no half is committed", () => {
    const store = openSqliteStore(path);
    const due = store.timers("due");
    store.setMeta("position", "1");
    store.commit();
    store.setMeta("position", "2");
    expect(() => due.set(1, 0.5)).toThrow(StoreWriteError);
    expect(() => store.setMeta("position", "3")).toThrow(StoreWriteError);
    expect(() => store.commit()).toThrow(StoreWriteError);
    store.rollback();
    expect(store.meta("position")).toBe("1");
    due.set(1, 5);
    store.commit();
    expect([...due.all()]).toEqual([[1, 5]]);
    store.close();
  });

  it("has every commit that was acknowledged, whole, after kill -9 in the middle", async () => {
    const writer = startWriter();
    let acknowledged = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 100) writer.kill("SIGKILL");
    }
    const store = openSqliteStore(path);
    const commits = Number(store.meta("commits"));
    expect(commits).toBeGreaterThanOrEqual(Math.max(acknowledged, 100));
    const rows = [...store.table("rows").range(0, 1e9)];
    expect(rows.length).toBe(commits * 10);
    expect(rows.every(([key, value]) => value[0] === key % 251)).toBe(true);
    expect([...store.dictionary("keys").entries("")].length).toBe(commits);
    store.close();
  });
});

/** A process that commits without end: ten rows, an entry and their count each time; prints the count. */
function startWriter() {
  const program = `
    import { writeSync } from "node:fs";
    import { openSqliteStore } from ${JSON.stringify(new URL("./sqlite-store.ts", import.meta.url).href)};
    const store = openSqliteStore(process.argv[1], { walAutocheckpointPages: 20 });
    const rows = store.table("rows");
    const keys = store.dictionary("keys");
    for (let commits = 1; ; commits += 1) {
      for (let row = (commits - 1) * 10; row < commits * 10; row += 1) rows.put(row, new Uint8Array(400).fill(row % 251));
      keys.assign("key " + commits);
      store.setMeta("commits", String(commits));
      store.commit();
      writeSync(1, commits + "\\n");
    }
  `;
  return spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", program, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}
