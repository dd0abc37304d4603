import type { Log, LogRecord } from "@stagefold/processing";
import { expect, test } from "vitest";
import { withSchemas } from "./with-schemas.ts";

function logOf(values: readonly (readonly number[] | null)[]): Log {
  const records = values.map(
    (value, offset): LogRecord => ({
      ...{ offset, timestamp: 0, key: null, headers: null },
      value: value === null ? null : Uint8Array.from(value),
    }),
  );
  const read = async () => ({ records, nextOffset: records.length });
  // Nothing else of the log is called.
  return { read } as Partial<Log> as Log;
}

function idsWith(known: readonly number[]) {
  const learned: number[][] = [];
  const learn = async (ids: Iterable<number>): Promise<void> => void learned.push([...ids]);
  return { learned, learn, isSettled: (id: number) => known.includes(id) };
}

const LIMIT = { records: 10, bytes: 1_000 };

test("given values of several writers, when they are read, then the numbers that are open are learned before", async () => {
  const values = [
    [0, 0, 0, 0, 1, 9],
    [0, 0, 0, 0, 2],
    [0, 0, 0, 0, 2],
    null,
    [0, 255, 0, 0, 3],
    [1, 0, 0, 0, 4],
    [0, 0, 5],
  ];
  const ids = idsWith([1]);

  const { records } = await withSchemas(logOf(values), ids, new Set(["events"])).read("events", 0, 0, LIMIT);

  expect(records).toHaveLength(values.length);
  expect(ids.learned).toEqual([[2, 0xff000003]]);
});

test("given known writers alone, or a topic that has no such values, when it is read, then nobody is asked", async () => {
  const ids = idsWith([1]);
  const topics = new Set(["events"]);

  await withSchemas(logOf([[0, 0, 0, 0, 1]]), ids, topics).read("events", 0, 0, LIMIT);
  await withSchemas(logOf([[0, 0, 0, 0, 2]]), ids, topics).read("dead-letters", 0, 0, LIMIT);

  expect(ids.learned).toEqual([]);
});

test("given a registry that is away, when a number is open, then the read fails, and nothing is given", async () => {
  const away = new Error("away");
  const ids = { isSettled: () => false, learn: () => Promise.reject(away) };
  const log = withSchemas(logOf([[0, 0, 0, 0, 1]]), ids, new Set(["events"]));

  await expect(log.read("events", 0, 0, LIMIT)).rejects.toBe(away);
});
