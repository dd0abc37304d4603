/**
 * The Log port in memory, with the semantics of the real ones and a place to die at every call.
 * It copies what it is given, so a caller that reuses its buffers is found out here and not in production.
 */
import {
  type CommitMark,
  FencedError,
  type Log,
  type LogRecord,
  OffsetOutOfRangeError,
  type OutRecord,
  type TaskId,
  type TaskSession,
  UnknownTopicError,
  type WallClock,
} from "@stagefold/processing";
import type { Step } from "./fault-plan.ts";
import type { SimulatedDisk, SimulatedPartition } from "./simulated-disk.ts";

export interface SimulatedTopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly compacted: boolean;
}

/** The Log port and what an operator can do to a log. */
export interface SimulatedLog extends Log {
  createTopic(spec: SimulatedTopicSpec): Promise<void>;
  /** Keeps the newest record per key; a tombstone goes with the second compaction that meets it. */
  compact(topic: string): Promise<void>;
  /** Retention: `offset` becomes the partition's first. */
  deleteRecordsBefore(topic: string, partition: number, offset: number): Promise<void>;
}

/** How a simulated log behaves towards one process. */
export interface SimulatedLogBehaviour {
  readonly wallClock: WallClock;
  /** Called at every step; throws to crash there. */
  readonly at: (step: Step) => void;
  /** How many records a read that asked for so many gives at most; fewer is always allowed, none is not. */
  readonly shorten: (records: number) => number;
}

export function createSimulatedLog(disk: SimulatedDisk, behaviour: SimulatedLogBehaviour): SimulatedLog {
  const { wallClock, at, shorten } = behaviour;
  const { topics, marks, epochs } = disk;

  function partitionOf(topic: string, partition: number): SimulatedPartition {
    const state = topics.get(topic);
    if (state === undefined) throw new UnknownTopicError(topic);
    const found = state.partitions[partition];
    if (found === undefined) throw new UnknownTopicError(`${topic}[${partition}]`);
    return found;
  }

  function validate(records: readonly OutRecord[]): void {
    for (const { topic, partition, key } of records) {
      partitionOf(topic, partition);
      if (key === null && topics.get(topic)?.compacted === true)
        throw new Error(`topic ${topic} is compacted: a record needs a key`);
    }
  }

  function write(records: readonly OutRecord[]): void {
    const timestamp = wallClock();
    for (const record of records) {
      const target = partitionOf(record.topic, record.partition);
      target.records.push({ ...copyOf(record), offset: target.endOffset, timestamp });
      target.endOffset += 1;
    }
  }

  function openSession(task: TaskId): TaskSession {
    const name = JSON.stringify([task.group, task.partition]);
    const epoch = (epochs.get(name) ?? 0) + 1;
    epochs.set(name, epoch);
    let lastMark = marks.get(name) ?? null;
    let isClosed = false;
    return {
      get lastMark() {
        return lastMark;
      },
      async commit(outputs: Iterable<OutRecord>, mark: CommitMark) {
        at("commit");
        if (isClosed) throw new Error(`the session of ${name} is closed`);
        if (epochs.get(name) !== epoch) throw new FencedError(task);
        // Outputs come once, and may fail on the way: only when all are there is anything written.
        const records = [...outputs];
        validate(records);
        write(records);
        marks.set(name, structuredClone(mark));
        at("committed");
        lastMark = mark;
      },
      async close() {
        isClosed = true;
      },
    };
  }

  return {
    async partitionCount(topic) {
      const state = topics.get(topic);
      if (state === undefined) throw new UnknownTopicError(topic);
      return state.partitions.length;
    },
    firstOffset: async (topic, partition) => partitionOf(topic, partition).firstOffset,
    endOffset: async (topic, partition) => partitionOf(topic, partition).endOffset,
    async read(topic, partition, offset, limit) {
      at("read");
      const { records, firstOffset, endOffset } = partitionOf(topic, partition);
      if (offset < firstOffset || offset > endOffset) {
        throw new OffsetOutOfRangeError(topic, partition, offset, firstOffset, endOffset);
      }
      const found: LogRecord[] = [];
      const most = shorten(limit.records);
      if (most < 1) return { records: found, nextOffset: offset };
      let bytes = 0;
      for (let index = firstIndexFrom(records, offset); index < records.length; index += 1) {
        const record = records[index];
        if (record === undefined) break;
        found.push(record);
        bytes += sizeOf(record);
        if (found.length >= most || bytes >= limit.bytes) return { records: found, nextOffset: record.offset + 1 };
      }
      return { records: found, nextOffset: endOffset };
    },
    async append(records) {
      at("append");
      validate(records);
      write(records);
      at("appended");
    },
    async openTask(task) {
      at("task");
      return openSession(task);
    },
    async createTopic({ name, partitions, compacted }) {
      const existing = topics.get(name);
      if (existing === undefined) {
        const empty = (): SimulatedPartition => ({ firstOffset: 0, endOffset: 0, compactedTo: 0, records: [] });
        topics.set(name, { compacted, partitions: Array.from({ length: partitions }, empty) });
      } else if (existing.partitions.length !== partitions || existing.compacted !== compacted) {
        throw new Error(`topic ${name} exists with other settings`);
      }
    },
    async compact(topic) {
      const state = topics.get(topic);
      if (state === undefined) throw new UnknownTopicError(topic);
      if (state.compacted) for (const partition of state.partitions) compactPartition(partition);
    },
    async deleteRecordsBefore(topic, partition, offset) {
      const state = partitionOf(topic, partition);
      if (offset > state.endOffset)
        throw new OffsetOutOfRangeError(topic, partition, offset, state.firstOffset, state.endOffset);
      state.firstOffset = Math.max(state.firstOffset, offset);
      state.records = state.records.filter((record) => record.offset >= offset);
    },
  };
}

function compactPartition(partition: SimulatedPartition): void {
  const newest = new Map(partition.records.map(({ key, offset }) => [keyText(key), offset]));
  const { compactedTo } = partition;
  partition.records = partition.records.filter(
    ({ key, value, offset }) => newest.get(keyText(key)) === offset && (value !== null || offset >= compactedTo),
  );
  partition.compactedTo = partition.endOffset;
}

function keyText(key: Uint8Array | null): string {
  return key === null ? "" : Buffer.from(key).toString("latin1");
}

/** Records stand in the order of offsets, so a search by halves finds where to start. */
function firstIndexFrom(records: readonly LogRecord[], offset: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function copyOf({ key, value, headers }: OutRecord): Pick<LogRecord, "key" | "value" | "headers"> {
  return {
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers:
      headers === null
        ? null
        : Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, Buffer.from(bytes)])),
  };
}

function sizeOf({ key, value, headers }: LogRecord): number {
  const headerBytes = Object.entries(headers ?? {}).reduce((sum, [name, bytes]) => sum + name.length + bytes.length, 0);
  return (key?.length ?? 0) + (value?.length ?? 0) + headerBytes;
}
