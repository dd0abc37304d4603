import { type OutRecord, UnknownTopicError } from "@stagefold/processing";
import type Database from "better-sqlite3";
import { BatchWriter, maxBatchBytes } from "./batch-writer.ts";
import type { PartitionState, TopicState } from "./catalogue.ts";
import { RecordWithoutKeyError } from "./errors.ts";
import { offsetsPerPartition } from "./log-file.ts";

/** Writes records as rows of batches, inside a transaction of the caller. */
export interface RecordWriter {
  /**
   * Appends the records in their order within each partition, then runs `alongside`, all in one transaction.
   * Takes them as they come, some thousands at a time in memory. On any error, those of the iteration included,
   * nothing is written. Throws UnknownTopicError, RecordWithoutKeyError.
   */
  write(records: Iterable<OutRecord>, timestamp: number, alongside?: () => void): void;
}

/** So many records are held, to be put into batches by partition; or so many bytes of values. */
const HELD_RECORDS = 16_384;
const HELD_BYTES = 8 << 20;

export function createRecordWriter(db: Database.Database, topics: ReadonlyMap<string, TopicState>): RecordWriter {
  const insertBatch = db.prepare<[number, number, number, Uint8Array, Uint8Array | null]>(
    "INSERT INTO batches VALUES (?, ?, ?, ?, ?)",
  );
  const setEnd = db.prepare<[number, number]>("UPDATE partitions SET end_offset = ? WHERE id = ?");
  const batch = new BatchWriter();

  function flush(partition: PartitionState, large: Uint8Array | null): void {
    if (batch.count === 0) return;
    const id = partition.id * offsetsPerPartition + batch.baseOffset;
    insertBatch.run(id, batch.nextOffset, batch.baseTimestamp, batch.frames(), large);
    batch.reset();
  }

  /** Writes what is held of each partition; `ends` has, and gets, where the partitions end in this transaction. */
  function writeHeld(held: Held, ends: Map<PartitionState, number>, timestamp: number): void {
    for (const [partition, records] of held.take()) {
      const from = ends.get(partition) ?? partition.endOffset;
      ends.set(partition, writePartition(partition, records, from, timestamp));
    }
  }

  /** Returns the partition's new end. */
  function writePartition(
    partition: PartitionState,
    records: readonly OutRecord[],
    from: number,
    timestamp: number,
  ): number {
    let offset = from;
    for (const record of records) {
      const { value } = record;
      if (value !== null && value.length >= maxBatchBytes) {
        flush(partition, null);
        batch.write(record, offset, timestamp, true);
        flush(partition, value);
      } else {
        if (batch.size + (value?.length ?? 0) > maxBatchBytes) flush(partition, null);
        batch.write(record, offset, timestamp, false);
        if (batch.isFull) flush(partition, null);
      }
      offset += 1;
    }
    flush(partition, null);
    return offset;
  }

  const writeAll = db.transaction(
    (records: Iterable<OutRecord>, timestamp: number, alongside: (() => void) | undefined) => {
      const ends = new Map<PartitionState, number>();
      const held = new Held(topics);
      for (const record of records) {
        held.add(record);
        if (held.isFull) writeHeld(held, ends, timestamp);
      }
      writeHeld(held, ends, timestamp);
      for (const [partition, end] of ends) setEnd.run(end, partition.id);
      alongside?.();
      return ends;
    },
  ).immediate;

  return {
    write(records, timestamp, alongside) {
      batch.reset();
      for (const [partition, end] of writeAll(records, timestamp, alongside)) partition.endOffset = end;
    },
  };
}

/** Records by partition, until they are many. */
class Held {
  readonly #topics: ReadonlyMap<string, TopicState>;
  #groups = new Map<PartitionState, OutRecord[]>();
  #records = 0;
  #bytes = 0;

  constructor(topics: ReadonlyMap<string, TopicState>) {
    this.#topics = topics;
  }

  get isFull(): boolean {
    return this.#records >= HELD_RECORDS || this.#bytes >= HELD_BYTES;
  }

  add(record: OutRecord): void {
    const topic = this.#topics.get(record.topic);
    if (topic === undefined) throw new UnknownTopicError(record.topic);
    const partition = topic.partitions[record.partition];
    if (partition === undefined) throw new UnknownTopicError(`${record.topic}[${record.partition}]`);
    if (topic.compacted && record.key === null) throw new RecordWithoutKeyError(topic.name);
    const group = this.#groups.get(partition);
    if (group === undefined) this.#groups.set(partition, [record]);
    else group.push(record);
    this.#records += 1;
    this.#bytes += record.value?.length ?? 0;
  }

  take(): ReadonlyMap<PartitionState, readonly OutRecord[]> {
    const groups = this.#groups;
    this.#groups = new Map();
    this.#records = 0;
    this.#bytes = 0;
    return groups;
  }
}
