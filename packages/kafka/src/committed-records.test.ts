import type { LogRecord } from "@stagefold/processing";
import { describe, expect, it } from "vitest";
import { committedRecords } from "./committed-records.ts";
import type { RecordBatch } from "./record-batch.ts";

function record(offset: number): LogRecord {
  return { offset, timestamp: 0, key: null, value: null, headers: null };
}

function batch(producerId: number, offsets: readonly number[], lastOffset = offsets.at(-1) ?? 0): RecordBatch {
  return { lastOffset, producerId, isTransactional: true, marker: null, records: offsets.map(record) };
}

function marker(producerId: number, lastOffset: number, kind: "commit" | "abort"): RecordBatch {
  return { lastOffset, producerId, isTransactional: true, marker: kind, records: [] };
}

function read(batches: RecordBatch[], aborted: { producerId: number; firstOffset: number }[], offset = 0) {
  const fetched = { errorCode: 0, lastStableOffset: 100, aborted, batches };
  const { records, nextOffset } = committedRecords(fetched, offset);
  return { offsets: records.map((each) => each.offset), nextOffset };
}

describe("records of a fetch that count", () => {
  it("leaves out an aborted transaction, and not the next one of the same producer", () => {
    const batches = [batch(1, [0, 1]), marker(1, 2, "abort"), batch(1, [3]), marker(1, 4, "commit")];
    expect(read(batches, [{ producerId: 1, firstOffset: 0 }])).toEqual({ offsets: [3], nextOffset: 5 });
  });

  it("leaves the records of another producer between them", () => {
    const batches = [batch(1, [0]), batch(2, [1]), batch(1, [2]), marker(2, 3, "commit"), marker(1, 4, "abort")];
    expect(read(batches, [{ producerId: 1, firstOffset: 0 }])).toEqual({ offsets: [1], nextOffset: 5 });
  });

  it("knows of a transaction that began before what was asked for", () => {
    const batches = [batch(1, [5, 6]), marker(1, 7, "abort"), batch(1, [8])];
    expect(read(batches, [{ producerId: 1, firstOffset: 2 }], 6)).toEqual({ offsets: [8], nextOffset: 9 });
  });

  it("begins within a batch, and reads on past a batch that compaction emptied", () => {
    expect(read([batch(1, [0, 1, 2]), batch(1, [], 9)], [], 1)).toEqual({ offsets: [1, 2], nextOffset: 10 });
  });

  it("stays where it is when there is nothing", () => {
    expect(read([], [], 42)).toEqual({ offsets: [], nextOffset: 42 });
  });
});
