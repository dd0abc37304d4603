/** What the tasks committed, as it stands in the log: who has caught up, and that every commit is there once. */

import { COMMITS_TOPIC } from "@stagefold/kafka";
import type { CommitMark, Log } from "@stagefold/processing";
import { PROCESSORS, type ReadableLog } from "@stagefold/service";
import { until } from "./until.ts";

/** A mark with the time at which it was sent, by the clock of this machine. */
export interface LoggedMark extends CommitMark {
  readonly sentAt: number;
}

/** By task, its marks in the order in which they were committed. */
export type TaskMarks = ReadonlyMap<string, readonly LoggedMark[]>;

const READ_LIMIT = { records: 10_000, bytes: 8 << 20 };

/** All marks of a log on Kafka. */
export function taskMarks(log: Log): Promise<TaskMarks> {
  return followMarks(log)();
}

/** Reads the marks of a log on Kafka, whose topic of marks nobody has compacted yet: each call gives all there are by then. */
export function followMarks(log: Log): () => Promise<TaskMarks> {
  const marks = new Map<string, LoggedMark[]>();
  const offsets: number[] = [];
  return async () => {
    const partitions = await log.partitionCount(COMMITS_TOPIC);
    for (let partition = 0; partition < partitions; partition++) {
      for (;;) {
        const from = offsets[partition] ?? 0;
        const { records, nextOffset } = await log.read(COMMITS_TOPIC, partition, from, READ_LIMIT);
        offsets[partition] = nextOffset;
        if (nextOffset === from) break;
        for (const { key, value, timestamp } of records) {
          const task = Buffer.from(key ?? []).toString();
          const mark = JSON.parse(Buffer.from(value ?? []).toString()) as CommitMark;
          const ofTask = marks.get(task) ?? [];
          ofTask.push({ ...mark, sentAt: timestamp });
          marks.set(task, ofTask);
        }
      }
    }
    return marks;
  };
}

/** What is wrong with the order of commits: each has the number after the one before it, and goes back nowhere. */
export function flawsOf(marks: TaskMarks): readonly string[] {
  return [...marks].flatMap(([task, commits]) =>
    commits.flatMap(({ commitNumber, clock, positions }, index) => {
      const before = commits[index - 1];
      const flaws: string[] = [];
      if (commitNumber !== index + 1) flaws.push(`commit ${commitNumber} in place ${index + 1}`);
      if ((before?.clock ?? -Infinity) > (clock ?? -Infinity))
        flaws.push(`commit ${commitNumber}: its clock goes back`);
      for (const [topic, position] of Object.entries(before?.positions ?? {})) {
        if (position > (positions[topic] ?? 0)) flaws.push(`commit ${commitNumber}: goes back in ${topic}`);
      }
      return flaws.map((flaw) => `${task}: ${flaw}`);
    }),
  );
}

/** The newest mark of a task, however the log is asked for it. */
export type NewestMark = (group: string, partition: number) => Promise<CommitMark | null>;

/**
 * Waits until the tasks have committed all that there is to read now, at clocks not before `clockFrom`: a clock is
 * that late once its task has caught up and follows the wall clock, and all that the past says is published.
 */
export async function caughtUp(
  log: ReadableLog,
  partitions: number,
  newest: NewestMark,
  clockFrom: number,
): Promise<void> {
  // In the order in which records go through them: what the first ones say is read by the next.
  for (const { group, inputs } of Object.values(PROCESSORS)) {
    for (let partition = 0; partition < partitions; partition++) {
      const ends = await Promise.all(
        inputs.map(async (topic) => [topic, await log.endOffset(topic, partition)] as const),
      );
      await until(async () => {
        const mark = await newest(group, partition);
        if (mark === null || (mark.clock ?? 0) < clockFrom) return false;
        return ends.every(([topic, end]) => (mark.positions[topic] ?? 0) >= end);
      });
    }
  }
}
