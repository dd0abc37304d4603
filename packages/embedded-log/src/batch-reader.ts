import type { LogRecord, ReadLimit, ReadResult } from "@stagefold/processing";
import type Database from "better-sqlite3";
import { BatchCursor } from "./batch-cursor.ts";
import { offsetsPerPartition } from "./log-file.ts";

type Row = [id: number, nextOffset: number, timestamp: number, frames: Uint8Array, large: Uint8Array | null];

/** Reads records of a partition through one connection. */
export interface BatchReader {
  /** Records from `offset` on, which is at most `endOffset`; at the end, nextOffset is `endOffset`. */
  read(partitionId: number, offset: number, endOffset: number, limit: ReadLimit): ReadResult;
  /** Forgets what it kept of batches that may no longer be. */
  reset(): void;
}

/**
 * Rows are fetched one by one, so no more is in memory than the batches asked for. Where a read ends
 * within a batch, the batch is kept for the read that goes on from there: one per partition.
 */
export function createBatchReader(db: Database.Database): BatchReader {
  const rowsFrom = db
    .prepare<[number, number, number, number], Row>(
      `SELECT id, next_offset, timestamp, frames, large FROM batches
       WHERE id >= ifnull((SELECT max(id) FROM batches WHERE id BETWEEN ? AND ?), ?) AND id < ? ORDER BY id`,
    )
    .raw();
  const unfinished = new Map<number, BatchCursor>();

  function* batches(partitionId: number, offset: number): Iterable<BatchCursor> {
    const base = partitionId * offsetsPerPartition;
    let from = offset;
    const kept = unfinished.get(partitionId);
    unfinished.delete(partitionId);
    if (kept?.peekOffset() === offset) {
      yield kept;
      from = kept.row.nextOffset;
    }
    for (const [id, nextOffset, timestamp, frames, large] of rowsFrom.iterate(
      base,
      base + from,
      base + from,
      base + offsetsPerPartition,
    )) {
      const cursor = new BatchCursor({ baseOffset: id - base, nextOffset, timestamp, frames, large });
      cursor.skipTo(from);
      yield cursor;
    }
  }

  return {
    read(partitionId, offset, endOffset, limit) {
      const records: LogRecord[] = [];
      let bytes = 0;
      if (offset >= endOffset || limit.records < 1) return { records, nextOffset: offset };
      for (const cursor of batches(partitionId, offset)) {
        while (cursor.peekOffset() >= 0) {
          const record = cursor.next();
          records.push(record);
          bytes += sizeOf(record);
          if (records.length >= limit.records || bytes >= limit.bytes) {
            if (cursor.peekOffset() >= 0) unfinished.set(partitionId, cursor);
            return { records, nextOffset: record.offset + 1 };
          }
        }
      }
      return { records, nextOffset: endOffset };
    },
    reset: () => unfinished.clear(),
  };
}

function sizeOf({ key, value, headers }: LogRecord): number {
  let size = (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) size += name.length + (headers[name]?.length ?? 0);
  return size;
}
