import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesWith } from "@stagefold/testkit";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SlaNews } from "../news/sla-news.ts";
import { slaEvent } from "../relayed-world.test-support.ts";
import { openAlertFile } from "./alert-file.ts";
import { newsOfText, textOfNews } from "./news-text.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alert-file-"));
  path = join(folder, "alerts.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the file of the alert relay", () => {
  it("given another process that has it, then says so", () => {
    const file = openAlertFile(path);

    expect(() => openAlertFile(path)).toThrow(expect.objectContaining({ code: "STF-ALR-002", disposition: "halt" }));
    file.close();
    openAlertFile(path).close();
  });

  it("given a file of something else, then leaves it alone", () => {
    const other = new Database(path);
    other.exec("CREATE TABLE t (a)");
    other.close();

    expect(() => openAlertFile(path)).toThrow(expect.objectContaining({ code: "STF-ALR-001" }));
  });

  it("given no database at all, then says so", () => {
    writeFileSync(path, "something else, and long enough to be looked at as a database file".repeat(20));

    expect(() => openAlertFile(path)).toThrow(expect.objectContaining({ code: "STF-ALR-001" }));
  });

  it("given a folder that is not there, then can be tried again", () => {
    expect(() => openAlertFile(join(folder, "nowhere", "alerts.db"))).toThrow(
      expect.objectContaining({ code: "STF-ALR-003", disposition: "retry" }),
    );
  });

  it("given another format, then says which", () => {
    openAlertFile(path).close();
    const db = new Database(path);
    db.pragma("user_version = 99");
    db.close();

    expect(() => openAlertFile(path)).toThrow(/has format 99, this version reads and writes format 2/);
  });

  it("given a file of the former format, then knows what was sent, and names nobody", () => {
    openAlertFile(path).close();
    const db = new Database(path);
    db.exec(`
      DROP TABLE sent;
      CREATE TABLE sent (
        target TEXT NOT NULL, event_id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (target, event_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sent_at ON sent (at);
      INSERT INTO sent VALUES ('hook', 'event-of-Xq7', 5), ('hook', 'older', 4);
      INSERT INTO meta VALUES ('deleted-Xq7', '');
      PRAGMA secure_delete = OFF;
      DELETE FROM meta;
      PRAGMA user_version = 1;
    `);
    db.close();

    const file = openAlertFile(path);
    expect(["event-of-Xq7", "older", "other"].map((id) => file.isSent("hook", id))).toEqual([true, true, false]);
    file.forgetSentBefore(5);
    expect(["event-of-Xq7", "older"].map((id) => file.isSent("hook", id))).toEqual([true, false]);
    file.close();
    openAlertFile(path).close();
    expect(filesWith(folder, "alerts.db", "event-of-Xq7", "deleted-Xq7")).toEqual([]);
  });

  it("given work that fails, then keeps nothing of it", () => {
    const file = openAlertFile(path);
    const fails = (): void => {
      file.setPosition("t", 0, 5);
      throw new Error("stop");
    };

    expect(() => file.transaction(fails)).toThrow("stop");
    expect(file.position("t", 0)).toBeNull();
    file.close();
  });

  it("keeps an event exactly, beyond what a number holds", () => {
    const news = slaEvent("RESOLVED", "anna", 1, { overdueMs: 9_007_199_254_740_993n }) as SlaNews;

    expect(newsOfText(textOfNews(news))).toEqual(news);
  });
});
