import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { IntakeFormatError, IntakeLockedError, IntakeUnavailableError, NotAnIntakeFileError } from "../errors.ts";
import { Bench, records, stageChanged } from "../opened-intake.test-support.ts";
import { inspectIntakeFile, openIntakeFile } from "./intake-file.ts";

it("is one owner's at a time", async () => {
  await using bench = new Bench();
  const first = bench.open();
  expect(() => bench.open()).toThrow(IntakeLockedError);
  await first.close();
  await bench.open().close();
});

it("is told from other files, and from one of another format, which stay as they are", async () => {
  await using bench = new Bench();
  const path = join(bench.folder, "intake.db");
  const inFolder = { folder: bench.folder };

  writeFileSync(path, "a text that somebody keeps under this name");
  expect(() => bench.open(inFolder)).toThrow(NotAnIntakeFileError);

  writeFileSync(path, "");
  const db = new Database(path);
  db.exec("CREATE TABLE theirs (x)");
  expect(() => bench.open(inFolder)).toThrow(NotAnIntakeFileError);
  db.exec("DROP TABLE theirs");
  db.close();
  await bench.open(inFolder).close();

  const later = new Database(path);
  later.pragma("user_version = 7");
  later.close();
  expect(() => bench.open(inFolder)).toThrow(IntakeFormatError);
});

it("cannot be where no folder can be", async () => {
  await using bench = new Bench();
  writeFileSync(join(bench.folder, "file"), "");
  expect(() => bench.open({}, "file")).toThrow(IntakeUnavailableError);
});

it("says what waits in it for the log, also while it is in use, and not after it is acknowledged", async () => {
  await using bench = new Bench();
  const path = join(bench.folder, "intake.db");
  const file = openIntakeFile(path);
  const waiting = { topic: "t", key: Buffer.from("key"), value: Buffer.from("value") };
  file.transaction(() => {
    file.outbox.add(waiting);
    file.outbox.add(waiting);
  });

  expect(inspectIntakeFile(path)).toEqual({ pendingEvents: 2, pendingBytes: 16, isComplete: false });
  file.transaction(() => {
    file.setProgress({ commits: 0, keptTo: 0, begun: [{ upTo: 2, token: 1 }] });
    file.setComplete();
  });
  expect(inspectIntakeFile(path)).toEqual({ pendingEvents: 0, pendingBytes: 0, isComplete: true });
  file.close();
  expect(() => inspectIntakeFile(join(bench.folder, "none.db"))).toThrow(IntakeUnavailableError);
});

it("keeps the mark of a reader with what came with it", async () => {
  await using bench = new Bench();
  const first = await bench.ready();
  expect(first.mark("file.csv")).toBeNull();
  await first.offer(records(stageChanged()), { mark: { reader: "file.csv", state: "100" } });
  await first.offer([], { mark: { reader: "file.csv", state: "200" } });
  await first.close();
  expect(bench.open().mark("file.csv")).toBe("200");
});
