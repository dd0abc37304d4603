import {
  type CommitMark,
  type Log,
  OffsetOutOfRangeError,
  type TaskId,
  UnknownTopicError,
} from "@stagefold/processing";
import type { BatchReader } from "./batch-reader.ts";
import { partitionState, type TopicSpec, type TopicState, topicSpecs } from "./catalogue.ts";

/** What can be asked of a log without writing: the reading calls of the Log port, topics and marks. */
export interface ReadingCalls extends Pick<Log, "partitionCount" | "firstOffset" | "endOffset" | "read"> {
  /** All topics, by name. */
  topics(): Promise<readonly TopicSpec[]>;
  /** The mark of the task's newest commit, null before the first. */
  lastMark(task: TaskId): Promise<CommitMark | null>;
}

/** Runs one call with the topics as of one commit, and turns what SQLite throws into an error of the log. */
export type Use = <T>(work: (topics: ReadonlyMap<string, TopicState>) => T) => T;

/** The reading calls over one connection, the writer's or a reader's. */
export function readingCalls(
  use: Use,
  reader: BatchReader,
  readMark: (task: TaskId) => CommitMark | null,
): ReadingCalls {
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
    topics: async () => use(topicSpecs),
    lastMark: async (task) => use(() => readMark(task)),
  };
}
