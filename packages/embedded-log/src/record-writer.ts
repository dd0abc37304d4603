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
   * On any error nothing is written. Throws UnknownTopicError, RecordWithoutKeyError.
   */
  write(records: readonly OutRecord[], timestamp: number, alongside?: () => void): void;
}

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

  /** Returns the partition's new end. */
  function writePartition(partition: PartitionState, records: readonly OutRecord[], timestamp: number): number {
    let offset = partition.endOffset;
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
    setEnd.run(offset, partition.id);
    return offset;
  }

  const writeAll = db.transaction(
    (
      groups: ReadonlyMap<PartitionState, readonly OutRecord[]>,
      timestamp: number,
      alongside: (() => void) | undefined,
    ) => {
      const ends: [PartitionState, number][] = [];
      for (const [partition, records] of groups) ends.push([partition, writePartition(partition, records, timestamp)]);
      alongside?.();
      return ends;
    },
  ).immediate;

  return {
    write(records, timestamp, alongside) {
      const groups = byPartition(topics, records);
      batch.reset();
      for (const [partition, end] of writeAll(groups, timestamp, alongside)) partition.endOffset = end;
    },
  };
}

function byPartition(
  topics: ReadonlyMap<string, TopicState>,
  records: readonly OutRecord[],
): Map<PartitionState, OutRecord[]> {
  const groups = new Map<PartitionState, OutRecord[]>();
  let topic: TopicState | undefined;
  let partition: PartitionState | undefined;
  let group: OutRecord[] | undefined;
  for (const record of records) {
    if (topic?.name !== record.topic) topic = topics.get(record.topic);
    if (topic === undefined) throw new UnknownTopicError(record.topic);
    const target = topic.partitions[record.partition];
    if (target === undefined) throw new UnknownTopicError(`${record.topic}[${record.partition}]`);
    if (topic.compacted && record.key === null) throw new RecordWithoutKeyError(topic.name);
    if (target !== partition) {
      partition = target;
      group = groups.get(target);
      if (group === undefined) groups.set(target, (group = []));
    }
    group?.push(record);
  }
  return groups;
}
