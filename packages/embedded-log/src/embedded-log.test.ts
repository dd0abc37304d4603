import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedLog } from "./embedded-log.ts";
import { openEmbeddedLogReader } from "./embedded-log-reader.ts";
import {
  InvalidTopicError,
  LogClosedError,
  LogFormatError,
  LogLockedError,
  LogUnavailableError,
  NotALogError,
  RecordWithoutKeyError,
  TopicMismatchError,
} from "./errors.ts";

const wallClock = (): number => 1_000;
const events = { name: "events", partitions: 2, compacted: false };
const record = (text: string, topic = "events") => ({
  topic,
  partition: 0,
  key: Buffer.from(text),
  value: Buffer.from(text),
  headers: null,
});

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "embedded-log-"));
  path = join(directory, "log");
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("topics", () => {
  it("are created once, and again without effect", async () => {
    const log = openEmbeddedLog(path, { wallClock, topics: [events] });
    await log.append([record("a")]);
    await log.createTopic(events);
    await log.createTopic({ name: "stays", partitions: 1, compacted: true });
    await log.createTopic({ name: "alerts", partitions: 3, compacted: false });
    expect(await log.topics()).toEqual([
      { name: "alerts", partitions: 3, compacted: false },
      events,
      { name: "stays", partitions: 1, compacted: true },
    ]);
    expect(await log.endOffset("events", 0)).toBe(1);
    await log.close();
  });

  it("cannot change their partitions or compaction, and the error says both values", async () => {
    const log = openEmbeddedLog(path, { wallClock, topics: [events] });
    await expect(log.createTopic({ ...events, partitions: 3 })).rejects.toThrow(/partitions 2 .* 3/);
    await expect(log.createTopic({ ...events, compacted: true })).rejects.toThrow(TopicMismatchError);
    await log.close();
    expect(() => openEmbeddedLog(path, { wallClock, topics: [{ ...events, partitions: 5 }] })).toThrow(
      TopicMismatchError,
    );
    await openEmbeddedLog(path, { wallClock, topics: [events] }).close();
  });

  it("need a name that Kafka would take, and a partition", async () => {
    const log = openEmbeddedLog(path, { wallClock });
    for (const name of ["", "a b", "a/b", "x".repeat(250)])
      await expect(log.createTopic({ ...events, name })).rejects.toThrow(InvalidTopicError);
    for (const partitions of [0, -1, 1.5, 10_000])
      await expect(log.createTopic({ ...events, partitions })).rejects.toThrow(InvalidTopicError);
    expect(await log.topics()).toEqual([]);
    await log.close();
  });

  it("that are compacted say that a key is missing", async () => {
    const log = openEmbeddedLog(path, { wallClock, topics: [{ name: "stays", partitions: 1, compacted: true }] });
    await expect(log.append([{ ...record("a", "stays"), key: null }])).rejects.toThrow(RecordWithoutKeyError);
    await log.close();
  });
});

describe("opening", () => {
  it("is refused while the log is open, by a sentence that names the file; and works after it was closed", async () => {
    const log = openEmbeddedLog(path, { wallClock });
    expect(() => openEmbeddedLog(path, { wallClock })).toThrow(LogLockedError);
    expect(() => openEmbeddedLog(path, { wallClock })).toThrow(path);
    await log.close();
    await openEmbeddedLog(path, { wallClock }).close();
  });

  it("says of a file that its writer has not filled yet that it may be tried again, to who reads", () => {
    new Database(path).close();
    writeFileSync(path, "");
    expect(() => openEmbeddedLogReader(path)).toThrow(LogUnavailableError);
  });

  it("refuses files that are something else, and lets go of them", async () => {
    writeFileSync(path, "name,stage\nlead-1,MQL\n".repeat(100));
    expect(() => openEmbeddedLog(path, { wallClock })).toThrow(NotALogError);
    const other = join(directory, "other");
    new Database(other).exec("CREATE TABLE t (x)").close();
    expect(() => openEmbeddedLog(other, { wallClock })).toThrow(NotALogError);
    expect(() => openEmbeddedLogReader(other)).toThrow(NotALogError);
    writeFileSync(path, "");
    await openEmbeddedLog(path, { wallClock }).close();
  });

  it("refuses a log of another format, and says both", async () => {
    await openEmbeddedLog(path, { wallClock }).close();
    const db = new Database(path);
    db.pragma("user_version = 99");
    db.close();
    expect(() => openEmbeddedLog(path, { wallClock })).toThrow(LogFormatError);
    expect(() => openEmbeddedLog(path, { wallClock })).toThrow(/99.* 2/);
  });

  it("says so when there is no such directory, or no log to read", () => {
    expect(() => openEmbeddedLog(join(directory, "no", "log"), { wallClock })).toThrow(LogUnavailableError);
    expect(() => openEmbeddedLogReader(path)).toThrow(LogUnavailableError);
  });

  it("makes a log in memory", async () => {
    const log = openEmbeddedLog(":memory:", { wallClock, topics: [events], durability: "power" });
    await log.append([record("a")]);
    expect(await log.endOffset("events", 0)).toBe(1);
    await log.close();
  });

  it("is needed before use: after close every call says that it is closed", async () => {
    const log = openEmbeddedLog(path, { wallClock, topics: [events] });
    const session = await log.openTask({ group: "g", partition: 0 });
    await log.close();
    await log.close();
    await expect(log.endOffset("events", 0)).rejects.toThrow(LogClosedError);
    await expect(log.append([record("a")])).rejects.toThrow(LogClosedError);
    await expect(log.compact()).rejects.toThrow(LogClosedError);
    await expect(session.commit([], { commitNumber: 1, positions: {}, clock: null, configuredAt: 1 })).rejects.toThrow(
      LogClosedError,
    );
  });
});

describe("a reader", () => {
  it("follows the log while it is written: records, ends, topics, marks", async () => {
    const log = openEmbeddedLog(path, { wallClock, topics: [events] });
    const reader = openEmbeddedLogReader(path);
    expect(await reader.endOffset("events", 0)).toBe(0);
    await log.append([record("a"), record("b")]);
    const first = await reader.read("events", 0, 0, { records: 1, bytes: 100 });
    await log.append([record("c")]);
    const rest = await reader.read("events", 0, first.nextOffset, { records: 10, bytes: 100 });
    expect([...first.records, ...rest.records].map(({ value }) => String(value))).toEqual(["a", "b", "c"]);

    const mark = { commitNumber: 1, positions: { events: 3 }, clock: 5, configuredAt: 1 };
    await (await log.openTask({ group: "g", partition: 0 })).commit([record("d")], mark);
    expect(await reader.lastMark({ group: "g", partition: 0 })).toEqual(mark);
    await log.createTopic({ name: "late", partitions: 4, compacted: true });
    expect(await reader.partitionCount("late")).toBe(4);
    expect((await reader.topics()).length).toBe(2);

    await reader.close();
    await log.append([record("e")]);
    expect(await log.endOffset("events", 0)).toBe(5);
    expect(() => openEmbeddedLog(path, { wallClock })).toThrow(LogLockedError);
    await log.close();
  });
});

describe("compaction", () => {
  const stays = { name: "stays", partitions: 1, compacted: true };

  it("goes on beside appends and reads, and keeps what was appended meanwhile", async () => {
    const log = openEmbeddedLog(path, { wallClock, topics: [stays], compaction: { mapKeys: 50, chunkBytes: 1_000 } });
    for (let round = 0; round < 20; round += 1) {
      await log.append(
        Array.from({ length: 100 }, (_, key) => ({ ...record(`k${key}`, "stays"), value: Buffer.from(`${round}`) })),
      );
    }
    const compaction = log.compact("stays");
    const seen: string[] = [];
    for (let next = 0; next < 2_100; ) {
      if (next === 0) await log.append(Array.from({ length: 100 }, (_, key) => record(`k${key}`, "stays")));
      const result = await log.read("stays", 0, next, { records: 7, bytes: 1_000 });
      seen.push(...result.records.map(({ key }) => String(key)));
      next = result.nextOffset;
    }
    await compaction;
    expect(new Set(seen).size).toBe(100);
    await log.compact();
    const { records } = await log.read("stays", 0, 0, { records: 1_000, bytes: 1 << 20 });
    expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: 100 }, (_, index) => 2_000 + index));
    await log.close();
  });

  it("removes a large record that a newer one of its key supersedes, and keeps one that is the newest", async () => {
    const log = openEmbeddedLog(path, { wallClock, topics: [stays] });
    const large = (key: string) => ({ ...record(key, "stays"), value: Buffer.alloc(1_000_000, key) });
    await log.append([
      record("a", "stays"),
      large("a"),
      record("b", "stays"),
      large("c"),
      large("b"),
      record("a", "stays"),
    ]);
    await log.compact();
    const { records } = await log.read("stays", 0, 0, { records: 10, bytes: 1e9 });
    expect(records.map(({ offset, key, value }) => [offset, String(key), value?.length])).toEqual([
      [3, "c", 1_000_000],
      [4, "b", 1_000_000],
      [5, "a", 1],
    ]);
    await log.close();
  });

  it("that is ended by close leaves a log that reads the same, and the next one finishes it", async () => {
    const options = { wallClock, topics: [stays], compaction: { mapKeys: 10, chunkBytes: 500 } };
    let log = openEmbeddedLog(path, options);
    for (let round = 0; round < 20; round += 1) {
      await log.append(
        Array.from({ length: 30 }, (_, key) => ({ ...record(`k${key}`, "stays"), value: Buffer.from(`${round}`) })),
      );
    }
    const compaction = expect(log.compact()).rejects.toThrow(LogClosedError);
    await log.close();
    await compaction;

    log = openEmbeddedLog(path, options);
    const newestOf = async (): Promise<Map<string, string>> => {
      const { records } = await log.read("stays", 0, 0, { records: 10_000, bytes: 1 << 20 });
      return new Map(records.map(({ key, value }) => [String(key), String(value)]));
    };
    expect([...(await newestOf()).values()]).toEqual(Array.from({ length: 30 }, () => "19"));
    await log.compact();
    expect((await log.read("stays", 0, 0, { records: 10_000, bytes: 1 << 20 })).records.length).toBe(30);
    await log.close();
  });
});
