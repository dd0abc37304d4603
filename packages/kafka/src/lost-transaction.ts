/**
 * What brokers that were killed may forget: that a transaction is under way, or that it was committed, though records of
 * it stand in the partitions. Who takes its id over is told that nothing is open, and the next transaction's end would
 * end the lost one as well, as committed: its records would come twice. So it is ended first, as aborted: nobody
 * has been given any of it, and the task makes that commit again.
 */
import { setTimeout } from "node:timers/promises";
import type { CommitMark, TaskId } from "@stagefold/processing";
import { taskName } from "./commit-mark.ts";
import { KafkaUnavailableError } from "./errors.ts";
import { newestMark } from "./newest-mark.ts";
import type { PartitionAccess } from "./partition-access.ts";
import type { PartitionName, TransactionalWriter } from "./transactional-writer.ts";

export interface TakeoverParts {
  readonly access: PartitionAccess;
  readonly commitsTopic: string;
  /** Where tasks write, beside their marks. */
  readonly outputs: readonly string[];
  /** Whether a task writes to any partition of them, not to its own alone. */
  readonly writesAnywhere: boolean;
}

const WAIT_MS = 50;
const WAITS = 100;

/** The newest mark of a task whose id `writer` has taken over, once no earlier transaction of it is open anywhere. */
export async function settledMark(
  task: TaskId,
  writer: TransactionalWriter,
  parts: TakeoverParts,
): Promise<CommitMark | null> {
  const { access, commitsTopic, outputs } = parts;
  const found = await newestMark(access, commitsTopic, task);
  if (!found.isUndecided && !(await isHeldBack(task, parts))) return found.mark;
  const all = await Promise.all([commitsTopic, ...outputs].map((topic) => partitionsOf(access, topic)));
  await writer.abortLost(all.flat());
  for (let waits = 0; waits < WAITS; waits++) {
    const { mark, isUndecided } = await newestMark(access, commitsTopic, task);
    if (!isUndecided) return mark;
    await setTimeout(WAIT_MS);
  }
  const cause = new Error("an earlier transaction of its id is neither committed nor aborted");
  throw new KafkaUnavailableError(`taking over task ${taskName(task)}`, cause);
}

/** Whether something is open in the partitions that the task writes to: of the task itself, as a rule. */
async function isHeldBack({ partition }: TaskId, { access, outputs, writesAnywhere }: TakeoverParts): Promise<boolean> {
  const all = (await Promise.all(outputs.map((topic) => partitionsOf(access, topic)))).flat();
  const written = writesAnywhere ? all : all.filter((one) => one.partition === partition);
  const held = await Promise.all(
    written.map(async (one) => {
      const end = await access.offset(one.topic, one.partition, "end");
      return (await access.offset(one.topic, one.partition, "committed-end")) < end;
    }),
  );
  return held.includes(true);
}

async function partitionsOf(access: PartitionAccess, topic: string): Promise<PartitionName[]> {
  const count = await access.partitionCount(topic);
  return Array.from({ length: count }, (_, partition) => ({ topic, partition }));
}
