/** What the tasks committed, as it stands in the log: who has caught up, and that every commit is there once. */

import { COMMITS_TOPIC } from "@stagefold/kafka";
import type { CommitMark, Log } from "@stagefold/processing";
import {
  FUNNEL_DELTAS,
  FUNNEL_METRICS_GROUP,
  FUNNEL_TARGETS,
  LEAD_EVENTS,
  LEAD_TRACKER,
  SPEND_EVENTS,
} from "@stagefold/processors";
import { type ReadableLog, topicRecords } from "@stagefold/service";

const INPUTS: Readonly<Record<string, readonly string[]>> = {
  [LEAD_TRACKER]: [LEAD_EVENTS],
  [FUNNEL_METRICS_GROUP]: [FUNNEL_DELTAS, SPEND_EVENTS, FUNNEL_TARGETS],
};

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
 * What tasks have still to do, a line each; empty: all of the input is committed, at clocks not before `clockFrom`.
 * A clock follows the wall clock once the task has caught up: then all that depends on the past is published.
 */
export async function toBeDone(
  log: ReadableLog,
  partitions: number,
  newest: NewestMark,
  clockFrom: number,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const [group, topics] of Object.entries(INPUTS)) {
    for (let partition = 0; partition < partitions; partition++) {
      const mark = await newest(group, partition);
      for (const topic of topics) {
        const lag = (await log.endOffset(topic, partition)) - (mark?.positions[topic] ?? 0);
        if (lag > 0) left.push(`${group}.${partition}: ${lag} of ${topic}`);
      }
      if ((mark?.clock ?? 0) < clockFrom) left.push(`${group}.${partition}: its clock stands at ${mark?.clock}`);
    }
  }
  return left;
}
