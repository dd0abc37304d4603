/**
 * Replacing records where they stand: what was written about a person can be made to vanish, and what remains to be said
 * stands in its place, at its offset and with its timestamp.
 *
 * All replacements are one transaction: whoever reads the log sees all of them or none. Only the batches that hold one of
 * them are written anew. Offsets never change, gaps remain; what was there stays in the file's free room until `vacuum`.
 */
import type { LogRecord } from "@stagefold/processing";
import type Database from "better-sqlite3";
import { BatchCursor } from "./batch-cursor.ts";
import { BatchWriter, maxBatchBytes } from "./batch-writer.ts";
import type { PartitionState } from "./catalogue.ts";
import { offsetsPerPartition } from "./log-file.ts";

/** What stands in a record's place; null: nothing does. */
export type Replacement = Pick<LogRecord, "key" | "value"> | null;

/** By offset, in one partition. An offset without a record is passed over. */
export type Replacements = ReadonlyMap<number, Replacement>;

type Row = [id: number, nextOffset: number, timestamp: number, frames: Uint8Array, large: Uint8Array | null];

/** Gives the function that replaces records of a partition, in the transaction that the caller has open. */
export function createReplacer(db: Database.Database): (partition: PartitionState, by: Replacements) => void {
  const rowAt = db
    .prepare<[number, number], Row>(
      "SELECT id, next_offset, timestamp, frames, large FROM batches WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
    )
    .raw();
  const insertBatch = db.prepare<[number, number, number, Uint8Array, Uint8Array | null]>(
    "INSERT INTO batches VALUES (?, ?, ?, ?, ?)",
  );
  const deleteBatch = db.prepare<[number]>("DELETE FROM batches WHERE id = ?");
  const batch = new BatchWriter();

  function flush(base: number, large: Uint8Array | null): void {
    if (batch.count > 0)
      insertBatch.run(base + batch.baseOffset, batch.nextOffset, batch.baseTimestamp, batch.frames(), large);
    batch.reset();
  }

  function write(base: number, record: LogRecord): void {
    const size = record.value?.length ?? 0;
    const isLarge = size >= maxBatchBytes;
    if (isLarge || batch.size + size > maxBatchBytes) flush(base, null);
    batch.write(record, record.offset, record.timestamp, isLarge);
    if (isLarge) flush(base, record.value);
    else if (batch.isFull) flush(base, null);
  }

  return (partition, by) => {
    const base = partition.id * offsetsPerPartition;
    let done = -1;
    for (const offset of [...by.keys()].sort((a, b) => a - b)) {
      if (offset < done) continue;
      const row = rowAt.get(base, base + offset);
      if (row === undefined) continue;
      const [id, nextOffset, timestamp, frames, large] = row;
      done = nextOffset;
      batch.reset();
      deleteBatch.run(id);
      const cursor = new BatchCursor({ baseOffset: id - base, nextOffset, timestamp, frames, large });
      while (cursor.peekOffset() >= 0) {
        const record = cursor.next();
        const replacement = by.has(record.offset) ? by.get(record.offset) : record;
        if (replacement === record) write(base, record);
        else if (replacement != null) write(base, { ...record, headers: null, ...replacement });
      }
      flush(base, null);
    }
  };
}
