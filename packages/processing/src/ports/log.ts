/**
 * The log as a task knows it: topics of partitions of records, read by offset, written atomically.
 *
 * Two implementations stand behind it (embedded, Kafka) and pass one contract suite (testkit).
 *
 * | call             | allowed                    | a crash during it leaves             |
 * | ---------------- | -------------------------- | ------------------------------------ |
 * | append           | any time                   | all of the records, or none          |
 * | openTask         | any time; fences the session that had the task | nothing changed  |
 * | session.commit   | while not fenced           | outputs and mark together, or neither |
 */

/** A record as it stands in the log. `key` and `value` must not be changed by who reads them. */
export interface LogRecord {
  readonly offset: number;
  /** When it entered the log, ms since epoch. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  /** null: a tombstone. */
  readonly value: Uint8Array | null;
  readonly headers: Headers | null;
}

export type Headers = Readonly<Record<string, Uint8Array>>;

/** A record to be written. */
export interface OutRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Headers | null;
}

/** One partition of one processor. */
export interface TaskId {
  /** The consumer group, e.g. `stagefold-lead-tracker`. */
  readonly group: string;
  readonly partition: number;
}

/** What a commit says of its task: the record of truth about where it stands. */
export interface CommitMark {
  /** 1 for the task's first commit, growing by one. */
  readonly commitNumber: number;
  /** By topic, the offset of the next record to read of the task's partition. */
  readonly positions: Readonly<Record<string, number>>;
  /** The task's clock, ms since epoch; null while it has none. */
  readonly clock: number | null;
  /**
   * The configuration it was made under: the number of the commit with which the task came under it, by which it
   * stands in the configurations' topic.
   */
  readonly configuredAt: number;
  /** The trace that the commit is part of, a W3C traceparent. A log may keep it beside the mark; it is not read back. */
  readonly traceparent?: string;
}

export interface ReadLimit {
  /** At most so many records. */
  readonly records: number;
  /** Stop after the record that reaches so many bytes; at least one record is given. */
  readonly bytes: number;
}

export interface ReadResult {
  /** In the order of offsets; a compacted topic has gaps. */
  readonly records: readonly LogRecord[];
  /** Where to read on; past gaps, so it may be ahead of the last record's offset + 1. */
  readonly nextOffset: number;
}

export interface Log {
  /** How many partitions `topic` has. Throws UnknownTopicError. */
  partitionCount(topic: string): Promise<number>;
  /** The offset of the oldest record kept. */
  firstOffset(topic: string, partition: number): Promise<number>;
  /** The offset that the next record appended will have. Counts committed records only. */
  endOffset(topic: string, partition: number): Promise<number>;
  /**
   * Committed records from `offset` on. Empty at the end of the log.
   * Throws OffsetOutOfRangeError when `offset` is before firstOffset or beyond endOffset.
   */
  read(topic: string, partition: number, offset: number, limit: ReadLimit): Promise<ReadResult>;
  /** Appends records in the order given, all or none. */
  append(records: readonly OutRecord[]): Promise<void>;
  /** Takes the task over: whoever had it before is fenced from now on. */
  openTask(task: TaskId): Promise<TaskSession>;
}

export interface TaskSession {
  /** The mark of the task's newest commit, null before the first. */
  readonly lastMark: CommitMark | null;
  /**
   * Writes outputs and mark in one transaction. Throws FencedError when the task was taken over. Takes outputs
   * as they come, once, so that a large commit need not stand in memory; what the iteration throws aborts it.
   */
  commit(outputs: Iterable<OutRecord>, mark: CommitMark): Promise<void>;
  close(): Promise<void>;
}
