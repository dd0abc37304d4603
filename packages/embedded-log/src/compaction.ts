/**
 * Compaction of one partition: of every key only the newest record stays, at its offset.
 *
 * A pass maps keys to their newest offset, from where the last pass ended and for as many keys as the map
 * may hold, and then rewrites the partition up to there without the records that the map supersedes. So
 * memory is bounded by the map and one chunk, however large the partition is. Each chunk is one
 * transaction, and a record goes only when a newer one of its key is durable: stopping anywhere leaves a
 * log that reads the same, only less compact.
 *
 * A tombstone stays for the compaction that first meets it and goes with the next: whoever reads from the
 * start to the end between two compactions sees it. By then no older record of its key is left, since the
 * earlier compaction removed them.
 *
 * Offsets never change, gaps remain. The room becomes free within the file and is used again.
 */
import type { LogRecord } from "@stagefold/processing";
import type Database from "better-sqlite3";
import { BatchCursor } from "./batch-cursor.ts";
import { BatchWriter, maxBatchBytes, maxBatchRecords } from "./batch-writer.ts";
import type { PartitionState } from "./catalogue.ts";
import { offsetsPerPartition } from "./log-file.ts";

/** What one pass may hold in memory. */
export interface CompactionBounds {
  readonly mapKeys: number;
  readonly mapKeyBytes: number;
  readonly chunkBytes: number;
}

export const defaultCompactionBounds: CompactionBounds = {
  mapKeys: 200_000,
  mapKeyBytes: 16 << 20,
  chunkBytes: 4 << 20,
};

type Row = [id: number, nextOffset: number, timestamp: number, frames: Uint8Array, isLarge: 0 | 1];

export interface Compactor {
  /**
   * Compacts up to the partition's end of now. `changed` is called after each chunk; then others get their
   * turn, and `mayGoOn` throws to end the compaction there.
   */
  compact(partition: PartitionState, changed: () => void, mayGoOn: () => void): Promise<void>;
}

export function createCompactor(db: Database.Database, bounds: CompactionBounds): Compactor {
  // A large value is not needed to judge its record, so it is not read.
  const rowAt = db
    .prepare<[number, number], Row>(
      "SELECT id, next_offset, timestamp, frames, large IS NOT NULL FROM batches WHERE id >= ? AND id < ? ORDER BY id LIMIT 1",
    )
    .raw();
  const insertBatch = db.prepare<[number, number, number, Uint8Array]>("INSERT INTO batches VALUES (?, ?, ?, ?, NULL)");
  const deleteBatch = db.prepare<[number]>("DELETE FROM batches WHERE id = ?");
  const setCompactedTo = db.prepare<[number, number]>("UPDATE partitions SET compacted_to = ? WHERE id = ?");
  const batch = new BatchWriter();

  function rowFrom(partition: PartitionState, offset: number, end: number): Row | undefined {
    const base = partition.id * offsetsPerPartition;
    return rowAt.get(base + offset, base + end);
  }

  /** Maps the keys from `from` on to their newest offset; `to` is where the map was full, or `end`. */
  function newestFrom(
    partition: PartitionState,
    from: number,
    end: number,
  ): { newest: Map<string, number>; to: number } {
    const newest = new Map<string, number>();
    let keyBytes = 0;
    let offset = from;
    while (offset < end && newest.size < bounds.mapKeys && keyBytes < bounds.mapKeyBytes) {
      const row = rowFrom(partition, offset, end);
      if (row === undefined) return { newest, to: end };
      for (const record of recordsOf(partition, row)) {
        const key = keyOf(record);
        if (!newest.has(key)) keyBytes += key.length;
        newest.set(key, record.offset);
      }
      offset = row[1];
    }
    return { newest, to: offset };
  }

  /** Rewrites the chunk that begins at `from`; returns where the next one begins. */
  const rewriteChunk = db.transaction(
    (partition: PartitionState, from: number, to: number, isKept: (record: LogRecord) => boolean): number => {
      const rows: Row[] = [];
      let bytes = 0;
      let offset = from;
      while (offset < to && bytes < bounds.chunkBytes) {
        const row = rowFrom(partition, offset, to);
        if (row === undefined) {
          offset = to;
          break;
        }
        offset = row[1];
        if (row[4] === 1) {
          // A row of its own: it goes whole or stays as it is, and parts the rows before it from those after.
          const isGone = recordsOf(partition, row).every((record) => !isKept(record));
          if (isGone) deleteBatch.run(row[0]);
          else break;
        } else {
          rows.push(row);
          bytes += row[3].length;
        }
      }
      rewriteRows(partition, rows, isKept);
      return offset;
    },
  ).immediate;

  function rewriteRows(partition: PartitionState, rows: readonly Row[], isKept: (record: LogRecord) => boolean): void {
    const all = rows.flatMap((row) => recordsOf(partition, row));
    const kept = all.filter(isKept);
    const bytes = rows.reduce((sum, row) => sum + row[3].length, 0);
    const rowsNeeded = Math.max(Math.ceil(kept.length / maxBatchRecords), Math.ceil(bytes / maxBatchBytes));
    if (kept.length === all.length && rows.length <= 2 * rowsNeeded) return;
    for (const row of rows) deleteBatch.run(row[0]);
    batch.reset();
    const flush = (): void => {
      if (batch.count > 0) {
        insertBatch.run(
          partition.id * offsetsPerPartition + batch.baseOffset,
          batch.nextOffset,
          batch.baseTimestamp,
          batch.frames(),
        );
      }
      batch.reset();
    };
    for (const record of kept) {
      if (batch.size + (record.value?.length ?? 0) > maxBatchBytes) flush();
      batch.write(record, record.offset, record.timestamp, false);
      if (batch.isFull) flush();
    }
    flush();
  }

  return {
    async compact(partition, changed, mayGoOn) {
      const end = partition.endOffset;
      const seenBefore = partition.compactedTo;
      let from = Math.max(seenBefore, partition.firstOffset);
      // Also when there is nothing new: tombstones of before may go.
      do {
        const { newest, to } = newestFrom(partition, from, end);
        const isKept = (record: LogRecord): boolean =>
          (newest.get(keyOf(record)) ?? record.offset) <= record.offset &&
          (record.value !== null || record.offset >= seenBefore);
        let chunk = partition.firstOffset;
        while (chunk < to) {
          chunk = rewriteChunk(partition, chunk, to, isKept);
          changed();
          await yieldToOthers();
          mayGoOn();
        }
        setCompactedTo.run(to, partition.id);
        partition.compactedTo = to;
        from = to;
      } while (from < end);
    },
  };
}

function recordsOf(partition: PartitionState, [id, nextOffset, timestamp, frames]: Row): LogRecord[] {
  const baseOffset = id - partition.id * offsetsPerPartition;
  const cursor = new BatchCursor({ baseOffset, nextOffset, timestamp, frames, large: null });
  const records: LogRecord[] = [];
  while (cursor.peekOffset() >= 0) records.push(cursor.next());
  return records;
}

/** The key's bytes as a text, one character a byte. A compacted topic has no record without a key. */
function keyOf({ key }: LogRecord): string {
  return key === null ? "" : Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1");
}

function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
