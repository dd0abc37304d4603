import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesWith } from "@stagefold/testkit";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { openRequestFile } from "./request-file.ts";

const DAY_MS = 86_400_000;
const nobody = (): boolean => false;

function given(): { readonly folder: string; readonly clock: { now: number }; readonly wallClock: () => number } {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-requests-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = { now: Date.UTC(2026, 2, 1) };
  return { folder, clock, wallClock: () => clock.now };
}

it("knows a key with its body for seven days, also when it is opened again", () => {
  const { folder, clock, wallClock } = given();
  const first = openRequestFile({ folder, wallClock });
  expect([first.keys.note("a", "one"), first.keys.note("a", "one"), first.keys.note("b", "one")]).toEqual([
    "new",
    "same",
    "new",
  ]);
  first.close();

  clock.now += 7 * DAY_MS;
  const again = openRequestFile({ folder, wallClock });
  onTestFinished(again.close);
  expect(again.keys.note("a", "two")).toBe("other");
  clock.now += 1;
  expect(again.keys.note("a", "two")).toBe("new");
});

it("keeps the newest thousand refused records of a source, the same one once, and pages through them", () => {
  const { folder, clock, wallClock } = given();
  const { refused, close } = openRequestFile({ folder, wallClock });
  onTestFinished(close);
  const record = (n: number) => ({ reason: "INVALID", field: null, detail: "no stage", record: `{"n":${n}}` });
  refused.keep("other", [record(0)], nobody);
  for (let n = 0; n < 1_100; n++) refused.keep("crm", [record(n)], nobody);
  clock.now += DAY_MS;
  refused.keep("crm", [record(1_099)], nobody);

  const [newest] = refused.list("crm", 1, null);
  expect(newest).toMatchObject({ record: '{"n":1099}', times: 2, at: clock.now });
  const all = refused.list("crm", 2_000, null);
  expect(all.map(({ record: text }) => text)).toEqual(
    Array.from({ length: 1_000 }, (_, n) => record(1_099 - n).record),
  );
  expect(refused.list("crm", 3, newest?.id ?? 0)).toEqual(all.slice(1, 4));
  expect(refused.list("other", 10, null)).toHaveLength(1);
});

it("cuts a record that is longer than anybody reads, and keeps two apart that differ behind the cut", () => {
  const { folder, wallClock } = given();
  const { refused, close } = openRequestFile({ folder, wallClock });
  onTestFinished(close);
  for (const end of ["a", "b"]) {
    refused.keep("crm", [{ reason: "INVALID", field: "x", detail: "no", record: "x".repeat(20_000) + end }], nobody);
  }
  expect(refused.list("crm", 10, null).map(({ record: { length } }) => length)).toEqual([10_000, 10_000]);
});

it("says of a file that is none which one it is, and what to look at", () => {
  const { folder, wallClock } = given();
  writeFileSync(join(folder, "intake-requests.db"), "no database, but long enough to be taken for one".repeat(100));
  expect(() => openRequestFile({ folder, wallClock })).toThrow(/intake-requests\.db cannot be used: /);
});

it("forgets what it kept of a lead that was erased, keeps no more of it, and leaves no byte", () => {
  const { folder, wallClock } = given();
  const { refused, keys, close } = openRequestFile({ folder, wallClock });
  const about = (record: string, detail = "no stage") => ({ reason: "INVALID", field: null, detail, record });
  const texts = ['{"id":"lead-Xq7","n":1}', '{"id":"lead-Xq7-2"}', "lead-Xq7;MQL", '[{"lead":{"id":"lead-Xq7","na'];
  refused.keep("crm", [...texts.map((text) => about(text)), about("{}", 'found "lead-Xq7", a text')], nobody);
  refused.keep("ads", [about('{"id":"lead-Xq7"}')], nobody);
  keys.note("POST of lead-Xq7", "body");

  refused.forget((source, value) => source === "crm" && value === "lead-Xq7");
  refused.keep("crm", [about('{"again":"lead-Xq7"}'), about("{}")], (value) => value === "lead-Xq7");
  expect(refused.list("crm", 10, null).map(({ record }) => record)).toEqual(["{}", '{"id":"lead-Xq7-2"}']);
  expect(refused.list("ads", 10, null)).toHaveLength(1);
  refused.forget((_, value) => value === "lead-Xq7" || value === "lead-Xq7-2");
  close();
  expect(filesWith(folder, "intake-requests.db", "lead-Xq7")).toEqual([]);
});

it("keeps a refused record for thirty days", () => {
  const { folder, clock, wallClock } = given();
  const first = openRequestFile({ folder, wallClock });
  first.refused.keep("crm", [{ reason: "INVALID", field: null, detail: "no", record: "{}" }], nobody);
  first.close();
  clock.now += 30 * DAY_MS;
  const second = openRequestFile({ folder, wallClock });
  expect(second.refused.list("crm", 10, null)).toHaveLength(1);
  second.close();
  clock.now += 1;
  const third = openRequestFile({ folder, wallClock });
  onTestFinished(third.close);
  expect(third.refused.list("crm", 10, null)).toEqual([]);
});

it("brings a file of before up to date: its keys are known still, and stand nowhere as they came", () => {
  const { folder, wallClock } = given();
  openRequestFile({ folder, wallClock }).close();
  const db = new Database(join(folder, "intake-requests.db"));
  db.prepare("INSERT INTO idempotency_keys VALUES (?, ?, ?)").run("key-of-Xq7", "one", wallClock());
  db.prepare("INSERT INTO idempotency_keys VALUES (?, ?, ?)").run("deleted-Xq7", "one", wallClock());
  db.exec(
    "PRAGMA secure_delete = OFF; DELETE FROM idempotency_keys WHERE key = 'deleted-Xq7'; PRAGMA user_version = 0",
  );
  db.close();
  const { keys, close } = openRequestFile({ folder, wallClock });
  expect(keys.note("key-of-Xq7", "two")).toBe("other");
  close();
  expect(filesWith(folder, "intake-requests.db", "key-of-Xq7", "deleted-Xq7")).toEqual([]);
});
