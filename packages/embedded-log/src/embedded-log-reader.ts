import {
  type CommitMark,
  type Log,
  OffsetOutOfRangeError,
  type TaskId,
  UnknownTopicError,
} from "@stagefold/processing";
import { createBatchReader } from "./batch-reader.ts";
import { loadCatalogue, partitionState, type TopicSpec, type TopicState } from "./catalogue.ts";
import { LogClosedError } from "./errors.ts";
import { logError, openLogFileForReading } from "./log-file.ts";
import { createMarkReader } from "./mark-table.ts";

/** What can be asked of a log without having it: the reading calls of the Log port, topics and marks. */
export interface EmbeddedLogReader extends Pick<Log, "partitionCount" | "firstOffset" | "endOffset" | "read"> {
  topics(): Promise<readonly TopicSpec[]>;
  /** The mark of the task's newest commit, null before the first. */
  lastMark(task: TaskId): Promise<CommitMark | null>;
  close(): Promise<void>;
}

/**
 * Opens the log at `path` for reading, in any thread or process, also while another writes it. Each call
 * sees what was committed when it began.
 * Throws LogUnavailableError when there is no such file, NotALogError, LogFormatError.
 */
export function openEmbeddedLogReader(path: string): EmbeddedLogReader {
  const db = openLogFileForReading(path);
  const reader = createBatchReader(db);
  const lastMark = createMarkReader(db);
  const use = <T>(work: (topics: ReadonlyMap<string, TopicState>) => T): T => {
    if (!db.open) throw new LogClosedError(`the reader of the embedded log ${path}`);
    try {
      // One transaction: ends of partitions and their batches as of the same commit.
      return db.transaction(() => work(loadCatalogue(db))).deferred();
    } catch (cause) {
      throw logError(path, cause);
    }
  };

  return {
    partitionCount: async (topic) =>
      use((topics) => {
        const state = topics.get(topic);
        if (state === undefined) throw new UnknownTopicError(topic);
        return state.partitions.length;
      }),
    firstOffset: async (topic, partition) => use((topics) => partitionState(topics, topic, partition).firstOffset),
    endOffset: async (topic, partition) => use((topics) => partitionState(topics, topic, partition).endOffset),
    read: async (topic, partition, offset, limit) =>
      use((topics) => {
        const { id, firstOffset, endOffset } = partitionState(topics, topic, partition);
        if (offset < firstOffset || offset > endOffset) {
          throw new OffsetOutOfRangeError(topic, partition, offset, firstOffset, endOffset);
        }
        return reader.read(id, offset, endOffset, limit);
      }),
    topics: async () =>
      use((topics) =>
        [...topics.values()].map(({ name, compacted, partitions }) => ({
          name,
          compacted,
          partitions: partitions.length,
        })),
      ),
    lastMark: async (task) => use(() => lastMark(task)),
    close: async () => {
      db.close();
    },
  };
}
