/**
 * The newest mark of a task, once its transactional id is ours: then each of its own transactions has ended.
 *
 * Those of other tasks may be open, and hold the end of what is committed back for everybody. So what lies beyond
 * is read uncommitted, and told apart by the markers that stand there.
 */
import { type CommitMark, partitionOf, type TaskId } from "@stagefold/processing";
import { parseMark, taskName } from "./commit-mark.ts";
import { committedRecords } from "./committed-records.ts";
import { KafkaUnavailableError } from "./errors.ts";
import type { PartitionAccess } from "./partition-access.ts";

const FETCH_BYTES = 4 << 20;
const MAX_WAIT_MS = 500;

/** The log was cut, at its beginning or its end, since it was asked how far it goes. */
function cutShort(topic: string, partition: number, offset: number): KafkaUnavailableError {
  return new KafkaUnavailableError(`reading ${topic}[${partition}]`, new Error(`offset ${offset} is gone`));
}

/** What the log says of a task's commits. */
export interface MarkFound {
  /** The newest committed mark; null: there is none. */
  readonly mark: CommitMark | null;
  /** Whether a mark of the task stands beyond it that is neither committed nor aborted: brokers have lost track of it. */
  readonly isUndecided: boolean;
}

/** The newest committed mark of `task`. */
export async function newestMark(access: PartitionAccess, topic: string, task: TaskId): Promise<MarkFound> {
  const name = Buffer.from(taskName(task));
  const partition = partitionOf(name, await access.partitionCount(topic));
  const end = await access.offset(topic, partition, "end");
  const wanted = { topic, partition, maxBytes: FETCH_BYTES, maxWaitMs: MAX_WAIT_MS };
  let offset = await access.offset(topic, partition, "first");
  let newest: Uint8Array | null = null;
  let stableEnd = await access.offset(topic, partition, "committed-end");

  while (offset < stableEnd) {
    const fetched = await access.fetch({ ...wanted, offset, uncommitted: false });
    if (fetched.errorCode !== 0) throw cutShort(topic, partition, offset);
    const { records, nextOffset } = committedRecords(fetched, offset);
    for (const { key, value } of records) if (key !== null && name.equals(key)) newest = value;
    offset = nextOffset;
    stableEnd = Math.min(stableEnd, fetched.lastStableOffset);
  }
  const undecided = new Map<number, Uint8Array | null>();
  while (offset < end) {
    const { batches, errorCode } = await access.fetch({ ...wanted, offset, uncommitted: true });
    if (errorCode !== 0) throw cutShort(topic, partition, offset);
    for (const batch of batches) {
      for (const { key, value } of batch.records) {
        if (key !== null && name.equals(key)) undecided.set(batch.producerId, value);
      }
      const decided = undecided.get(batch.producerId);
      if (batch.marker === "commit" && decided !== undefined) newest = decided;
      if (batch.marker !== null) undecided.delete(batch.producerId);
      offset = Math.max(offset, batch.lastOffset + 1);
    }
  }
  return { mark: newest === null ? null : parseMark(newest), isUndecided: undecided.size > 0 };
}
