/** What instances left on Kafka, as a read_committed consumer finds it. */
import type { AvroCodec } from "@stagefold/codec";
import { COMMITS_TOPIC } from "@stagefold/kafka";
import type { CommitMark, Log } from "@stagefold/processing";
import { foldPublished } from "../../law/published.ts";
import type { FoldedOutputs } from "../../model/fold-outputs.ts";
import { caughtUp, flawsOf, taskMarks } from "./task-marks.ts";

/** The lateness of every configuration here. */
const LATENESS_MS = 30_000;

export interface Published {
  readonly folded: FoldedOutputs;
  /** What must not be on the way there, whatever it all comes to; empty: nothing was lost or doubled. */
  readonly flaws: readonly string[];
}

/** All of it. */
export async function published(log: Log, partitions: number, codec: AvroCodec): Promise<Published> {
  const folded = await foldPublished(log, partitions, codec);
  return { folded, flaws: [...flawsOf(await taskMarks(log)), ...liveViolations(folded)] };
}

/** What is forbidden on the way, of a run that is live. */
export function liveViolations({ violations }: FoldedOutputs): readonly string[] {
  return violations.filter((violation) => !violation.endsWith(": live in a replay"));
}

/** Waits until the tasks have committed all that there is, at clocks of now. */
export async function settled(log: Log, partitions: number): Promise<void> {
  const newest = async (group: string, partition: number): Promise<CommitMark | null> =>
    (await taskMarks(log)).get(`${group}.${partition}`)?.at(-1) ?? null;
  await caughtUp(log, partitions, newest, Date.now() - LATENESS_MS);
}

/** A number that grows with every commit of any task. */
export async function commitsIn(log: Log): Promise<number> {
  let commits = 0;
  const partitions = await log.partitionCount(COMMITS_TOPIC);
  // A commit is a record and a marker.
  for (let partition = 0; partition < partitions; partition++) commits += await log.endOffset(COMMITS_TOPIC, partition);
  return commits / 2;
}
