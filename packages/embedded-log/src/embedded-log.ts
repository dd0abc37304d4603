/**
 * The Log port in one SQLite file: topics, partitions, offsets, marks of tasks and atomic commits, in the
 * process that uses it. For demos, replays, tests and small installations; not a broker.
 *
 * One process writes. What was acknowledged survives the end of that process at any instant. A power cut
 * or the end of the system may take the newest appends and commits, always as a tail and never a part of
 * one (`durability: "process"`, the default: no fsync per commit), or nothing at all (`"power"`).
 *
 * Records are kept in batches, a row each: those of one append to one partition, up to 500 or 256 KiB.
 * A larger value has a row of its own. What is read are views of such a batch, so one record that is kept
 * keeps up to 256 KiB; copy what is to stay.
 *
 * Fencing is a count in memory per task: the sessions of a log are all in its one process.
 */
import {
  type CommitMark,
  FencedError,
  type Log,
  OffsetOutOfRangeError,
  type OutRecord,
  type TaskId,
  type TaskSession,
  UnknownTopicError,
  type WallClock,
} from "@stagefold/processing";
import { createBatchReader } from "./batch-reader.ts";
import { loadCatalogue, type PartitionState, partitionState, type TopicSpec } from "./catalogue.ts";
import { type CompactionBounds, createCompactor, defaultCompactionBounds } from "./compaction.ts";
import { createTopic } from "./create-topic.ts";
import { LogClosedError } from "./errors.ts";
import { type Durability, logError, offsetsPerPartition, openLogFile } from "./log-file.ts";
import { lockLog } from "./log-lock.ts";
import { createMarkReader, createMarkWriter } from "./mark-table.ts";
import { type ReadingCalls, readingCalls, type Use } from "./reading-calls.ts";
import { createRecordWriter } from "./record-writer.ts";
import { createReplacer, type Replacements } from "./replacing.ts";

export interface EmbeddedLogOptions {
  /** Created when they are not there. */
  readonly topics?: readonly TopicSpec[];
  /** Gives records their timestamps, at the append. */
  readonly wallClock: WallClock;
  /** What an acknowledged write outlives. Default "process". */
  readonly durability?: Durability;
  /** Memory of a compaction pass. */
  readonly compaction?: Partial<CompactionBounds>;
}

/** What is replaced in a partition. */
export interface ReplacedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly by: Replacements;
}

/** The Log port, and what an operator can do to a log. */
export interface EmbeddedLog extends Log, ReadingCalls {
  /** Creates a topic; idempotent. Throws TopicMismatchError when it exists with other settings. */
  createTopic(spec: TopicSpec): Promise<void>;
  /**
   * Compacts `topic`, or every compacted topic: compaction.ts says what stays. Topics that are not compacted
   * are left alone. Appends and reads may go on meanwhile.
   */
  compact(topic?: string): Promise<void>;
  /** Removes the records before `offset` (retention): it becomes the partition's firstOffset. */
  deleteRecordsBefore(topic: string, partition: number, offset: number): Promise<void>;
  /** Replaces records where they stand, all or none: replacing.ts. */
  replaceRecords(replacements: readonly ReplacedPartition[]): Promise<void>;
  /** Writes the file anew, without its free room: of what was removed no trace is left in it. Others may read meanwhile. */
  vacuum(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the log at `path` for writing, making it when there is none; `:memory:` for one that is not kept.
 * Throws LogLockedError, NotALogError, LogFormatError, LogUnavailableError, TopicMismatchError.
 */
export function openEmbeddedLog(path: string, options: EmbeddedLogOptions): EmbeddedLog {
  const lock = lockLog(path);
  try {
    return openLocked(path, options, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openLocked(path: string, options: EmbeddedLogOptions, release: () => void): EmbeddedLog {
  const { wallClock } = options;
  const db = openLogFile(path, options.durability ?? "process");
  const topics = loadCatalogue(db);
  const create = (spec: TopicSpec): void => {
    createTopic(db, topics, spec);
    const created = loadCatalogue(db).get(spec.name);
    if (created !== undefined && !topics.has(spec.name)) topics.set(spec.name, created);
  };
  try {
    for (const spec of options.topics ?? []) create(spec);
  } catch (error) {
    db.close();
    throw error;
  }
  const reader = createBatchReader(db);
  const writer = createRecordWriter(db, topics);
  const readMark = createMarkReader(db);
  const writeMark = createMarkWriter(db);
  const compactor = createCompactor(db, { ...defaultCompactionBounds, ...options.compaction });
  const replaceIn = createReplacer(db);
  const deleteBatches = db.prepare<[number, number, number]>(
    "DELETE FROM batches WHERE id >= ? AND id < ? AND next_offset <= ?",
  );
  const setFirst = db.prepare<[number, number]>("UPDATE partitions SET first_offset = ? WHERE id = ?");
  const epochs = new Map<string, number>();
  let compacting: Promise<void> = Promise.resolve();
  let isClosed = false;

  function assertOpen(): void {
    if (isClosed) throw new LogClosedError(`the embedded log ${path}`);
  }

  const use: Use = (work) => {
    assertOpen();
    try {
      return work(topics);
    } catch (cause) {
      throw logError(path, cause);
    }
  };

  function openSession(task: TaskId): TaskSession {
    const name = JSON.stringify([task.group, task.partition]);
    const epoch = (epochs.get(name) ?? 0) + 1;
    epochs.set(name, epoch);
    let lastMark = readMark(task);
    let isSessionClosed = false;
    return {
      get lastMark() {
        return lastMark;
      },
      commit: async (outputs: Iterable<OutRecord>, mark: CommitMark) =>
        use(() => {
          if (isSessionClosed) throw new LogClosedError(`the session of task ${task.group}.${task.partition}`);
          if (epochs.get(name) !== epoch) throw new FencedError(task);
          writer.write(outputs, wallClock(), () => writeMark(task, mark));
          lastMark = mark;
        }),
      close: async () => {
        isSessionClosed = true;
      },
    };
  }

  async function compactAll(topic: string | undefined): Promise<void> {
    assertOpen();
    const chosen = topic === undefined ? [...topics.values()] : [topics.get(topic)];
    try {
      for (const state of chosen) {
        if (state === undefined) throw new UnknownTopicError(topic ?? "");
        if (!state.compacted) continue;
        for (const partition of state.partitions) await compactor.compact(partition, reader.reset, assertOpen);
      }
    } catch (cause) {
      throw logError(path, cause);
    }
  }

  return {
    ...readingCalls(use, reader, readMark),
    append: async (records) => use(() => writer.write(records, wallClock())),
    openTask: async (task) => use(() => openSession(task)),
    createTopic: async (spec) => use(() => create(spec)),
    compact(topic) {
      compacting = compacting.catch(() => {}).then(() => compactAll(topic));
      return compacting;
    },
    deleteRecordsBefore: async (topic, partition, offset) =>
      use(() => {
        const state = partitionState(topics, topic, partition);
        if (offset > state.endOffset)
          throw new OffsetOutOfRangeError(topic, partition, offset, state.firstOffset, state.endOffset);
        if (offset <= state.firstOffset) return;
        const base = state.id * offsetsPerPartition;
        db.transaction(() => {
          deleteBatches.run(base, base + offset, offset);
          setFirst.run(offset, state.id);
        }).immediate();
        state.firstOffset = offset;
        reader.reset();
      }),
    replaceRecords: async (replacements) =>
      use(() => {
        const states = replacements.map(({ topic, partition }) => partitionState(topics, topic, partition));
        db.transaction(() => {
          for (const [index, { by }] of replacements.entries()) replaceIn(states[index] as PartitionState, by);
        }).immediate();
        reader.reset();
      }),
    vacuum: async () =>
      use(() => {
        reader.reset();
        db.exec("VACUUM");
        db.pragma("wal_checkpoint(TRUNCATE)");
      }),
    close: async () => {
      isClosed = true;
      // A compaction ends at its next chunk; the next one goes on from there.
      await compacting.catch(() => {});
      if (!db.open) return;
      db.close();
      release();
    },
  };
}
