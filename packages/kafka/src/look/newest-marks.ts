import type { CommitMark, TaskId } from "@stagefold/processing";
import { COMMITS_TOPIC } from "../commit-mark.ts";
import { kafkaError } from "../errors.ts";
import { type KafkaConnectionOptions, kafkaConnection } from "../kafka-connection.ts";
import { newestMark } from "../newest-mark.ts";
import { partitionAccess } from "../partition-access.ts";

/** The newest committed mark of each task, null where there is none; nobody is fenced. Throws UnknownTopicError, and as all of Kafka. */
export async function newestMarks(
  options: KafkaConnectionOptions,
  tasks: readonly TaskId[],
): Promise<readonly (CommitMark | null)[]> {
  const connection = kafkaConnection(options);
  const access = partitionAccess(() => connection.cluster(1));
  try {
    const marks: (CommitMark | null)[] = [];
    for (const task of tasks) marks.push((await newestMark(access, COMMITS_TOPIC, task)).mark);
    return marks;
  } catch (error) {
    throw kafkaError("reading the marks of tasks", error);
  } finally {
    await access.close();
  }
}
