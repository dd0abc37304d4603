import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileKind } from "./file-kind.ts";
import { lockBeside } from "./lock-beside.ts";
import { sqliteFault } from "./sqlite-fault.ts";

const ID = 0x53746600;
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sqlite-file-"));
  path = join(folder, "file.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What `work` throws. */
function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("what a file is", () => {
  const kindAfter = (sql: string) => {
    const db = new Database(path);
    db.exec(sql);
    const kind = fileKind(db, ID);
    db.close();
    return kind;
  };

  test("given a new file, then it is empty", () => {
    expect(kindAfter("")).toEqual({ kind: "empty" });
  });
  test("given our id, then it is ours, in the format that it says", () => {
    expect(kindAfter(`PRAGMA application_id = ${ID}; PRAGMA user_version = 3`)).toEqual({ kind: "ours", format: 3 });
  });
  test.each(["PRAGMA application_id = 7", "CREATE TABLE t (x)"])("given %s, then it is another's", (sql) => {
    expect(kindAfter(sql)).toEqual({ kind: "foreign" });
  });
});

describe("what SQLite could not do", () => {
  test("given a file that is no database, then it is another's", () => {
    writeFileSync(path, "name,stage\n".repeat(100));
    const error = thrownBy(() => fileKind(new Database(path), ID));
    expect(sqliteFault(error)).toBe("foreign");
  });
  test("given a folder that is not there, then it cannot be used", () => {
    expect(sqliteFault(thrownBy(() => new Database(join(folder, "none", "file.db"))))).toBe("unavailable");
  });
  test("given an error that is not SQLite's, then it is none of these", () => {
    expect(sqliteFault(new TypeError("something else"))).toBe(null);
  });
});

describe("a lock beside a file", () => {
  test("given one who has it, when another wants it, then it is taken, until it is released", () => {
    const lock = lockBeside(path);
    expect(sqliteFault(thrownBy(() => lockBeside(path)))).toBe("taken");
    lock.release();
    lockBeside(path).release();
  });
  test("given a folder that is not there, then it cannot be had", () => {
    expect(sqliteFault(thrownBy(() => lockBeside(join(folder, "none", "file.db"))))).toBe("unavailable");
  });
});
