/** The record of truth of a task: what each commit says of it, in a compacted topic, keyed by the task. */
import { type CommitMark, type OutRecord, partitionOf, type TaskId } from "@stagefold/processing";

/** Where the marks of all tasks are. */
export const COMMITS_TOPIC = "stagefold-internal-commits";

/** A task's name: the key of its marks, and its transactional id. */
export function taskName({ group, partition }: TaskId): string {
  return `${group}.${partition}`;
}

/** The mark as a record, for a topic of so many partitions. */
export function markRecord(topic: string, partitions: number, task: TaskId, mark: CommitMark): OutRecord {
  const key = Buffer.from(taskName(task));
  const { commitNumber, positions, clock, configuredAt } = mark;
  const value = Buffer.from(JSON.stringify({ version: 1, commitNumber, positions, clock, configuredAt }));
  // Where tracing looks for it, and where whoever has the log line of a commit finds the commit.
  const headers = mark.traceparent === undefined ? null : { traceparent: Buffer.from(mark.traceparent) };
  return { topic, partition: partitionOf(key, partitions), key, value, headers };
}

/** Reads what markRecord wrote. Throws where a later version of Stagefold wrote it. */
export function parseMark(value: Uint8Array): CommitMark {
  const { version, commitNumber, positions, clock, configuredAt } = JSON.parse(
    Buffer.from(value).toString(),
  ) as CommitMark & {
    readonly version: number;
  };
  if (version !== 1) throw new Error(`a commit of form ${version}: this version of Stagefold reads form 1`);
  return { commitNumber, positions, clock, configuredAt };
}
