/** The partitions that a read model follows, and where in each it goes on. */
import type { Log } from "@stagefold/processing";
import { FUNNEL_METRICS, LEAD_EVENTS, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import type { ReadModelWriter } from "../write/read-model-writer.ts";

/** What is asked of a log. */
export type FollowedLog = Pick<Log, "partitionCount" | "firstOffset" | "endOffset" | "read">;

export interface FollowedPartition {
  readonly topic: string;
  readonly partition: number;
}

/** By topic, what its readers miss once its beginning is gone; null: the newest record of each key is there. */
const MISSED: Readonly<Record<string, string | null>> = {
  [LEAD_STAYS]: null,
  [FUNNEL_METRICS]: null,
  [SLA_BREACHES]:
    "Older breaches are gone from the topic sla-breaches and were never read: lists of breaches lack them.",
  [LEAD_EVENTS]:
    "Older events are gone from the topic lead-events and were never read: pages of leads and open clocks lack what only these told.",
};

/** All partitions of the topics followed; lead-events last, so that what is published of a lead comes before its clocks. */
export async function followedPartitions(log: FollowedLog): Promise<readonly FollowedPartition[]> {
  const partitions: FollowedPartition[] = [];
  for (const topic of Object.keys(MISSED)) {
    const count = await log.partitionCount(topic);
    for (let partition = 0; partition < count; partition++) partitions.push({ topic, partition });
  }
  return partitions;
}

/** Where a partition goes on. */
export interface Standing {
  /** The offset of the next record to read. */
  readonly at: number;
  readonly end: number;
}

/**
 * Where to go on. Of a topic whose beginning was deleted up to behind the model's position it is the first record that
 * is there, and what is missed is noted. null: the log ends before the model's position, so it is another log.
 */
export async function standingOf(
  log: FollowedLog,
  { topic, partition }: FollowedPartition,
  writer: ReadModelWriter,
): Promise<Standing | null> {
  const end = await log.endOffset(topic, partition);
  const position = writer.position(topic, partition);
  if (position !== null && position > end) return null;
  if (position === end) return { at: end, end };
  const first = await log.firstOffset(topic, partition);
  if (first <= (position ?? 0)) return { at: position ?? 0, end };
  const missed = MISSED[topic] ?? null;
  if (missed !== null) writer.noteMissing(missed);
  writer.write({ topic, partition, from: position, to: first }, false, () => {});
  return { at: first, end: Math.max(end, first) };
}
