/** What the tasks committed, as it stands in the log: who has caught up, and that every commit is there once. */

import { COMMITS_TOPIC } from "@stagefold/kafka";
import type { CommitMark, Log } from "@stagefold/processing";
import { PROCESSORS, type ReadableLog, topicRecords } from "@stagefold/service";
import { until } from "./until.ts";

/** By task, its marks in the order in which they were committed. */
export type TaskMarks = ReadonlyMap<string, readonly CommitMark[]>;

/** All marks of a log on Kafka, whose topic of marks nobody has compacted yet. */
export async function taskMarks(log: Log): Promise<TaskMarks> {
  const marks = new Map<string, CommitMark[]>();
  const partitions = await log.partitionCount(COMMITS_TOPIC);
  for (let partition = 0; partition < partitions; partition++) {
    for await (const { key, value } of topicRecords(log, COMMITS_TOPIC, partition)) {
      const task = Buffer.from(key ?? []).toString();
      const mark = JSON.parse(Buffer.from(value ?? []).toString()) as CommitMark;
      marks.set(task, [...(marks.get(task) ?? []), mark]);
    }
  }
  return marks;
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
