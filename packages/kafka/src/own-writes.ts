/**
 * Who has committed reads what it wrote: brokers acknowledge a commit before its markers stand in the partitions,
 * and until they do nobody is given its records. It is a matter of milliseconds; a transaction of another producer
 * may hold a partition back longer, and is not waited for.
 */
import { setTimeout } from "node:timers/promises";
import type { PartitionAccess } from "./partition-access.ts";

const POLL_MS = 2;
const LIMIT_MS = 1_000;

export interface OwnWrites {
  /** Records up to `end` (exclusive) of a partition were committed. */
  committed(topic: string, partition: number, end: number): void;
  /** Whether all that was committed to the partition is known to be readable by whoever has read up to `offset`. */
  isRead(topic: string, partition: number, offset: number): boolean;
  /** Waits until what was committed to the partition can be read. */
  visible(topic: string, partition: number): Promise<void>;
}

export function ownWrites(access: PartitionAccess): OwnWrites {
  const ends = new Map<string, number>();
  return {
    committed: (topic, partition, end) => void ends.set(`${partition} ${topic}`, end),
    isRead(topic, partition, offset) {
      const end = ends.get(`${partition} ${topic}`);
      return end === undefined || end <= offset;
    },
    async visible(topic, partition) {
      const name = `${partition} ${topic}`;
      const end = ends.get(name);
      if (end === undefined) return;
      const limit = performance.now() + LIMIT_MS;
      while ((await access.offset(topic, partition, "committed-end")) < end && performance.now() < limit) {
        await setTimeout(POLL_MS);
      }
      if (ends.get(name) === end) ends.delete(name);
    },
  };
}
