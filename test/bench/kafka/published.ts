/** What stands in a topic for a reader of committed records. */
import type { Batch } from "kafkajs";
import { client, endOffsets, PARTITIONS } from "./bench-broker.ts";

/** How many committed records `topic` has up to its present end. Reads all of it. */
export async function countCommitted(brokers: string, topic: string): Promise<number> {
  let count = 0;
  await readToEnd(brokers, topic, (batch) => {
    count += batch.messages.length;
  });
  return count;
}

/** Gives `take` each batch of committed records of `topic`, to its present end. */
export async function readToEnd(brokers: string, topic: string, take: (batch: Batch) => void): Promise<void> {
  const admin = client(brokers).admin();
  await admin.connect();
  const ends = await endOffsets(admin, topic);
  const starts = (await admin.fetchTopicOffsets(topic)).sort((a, b) => a.partition - b.partition);
  await admin.disconnect();
  const open = new Set(ends.keys().filter((partition) => (ends[partition] ?? 0) > Number(starts[partition]?.low ?? 0)));
  if (open.size === 0) return;
  const consumer = client(brokers).consumer({
    groupId: `bench-${process.pid}-${Math.random()}`,
    maxBytesPerPartition: 4 << 20,
    maxBytes: 24 << 20,
    maxWaitTimeInMs: 100,
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const done = Promise.withResolvers<void>();
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: true,
    partitionsConsumedConcurrently: PARTITIONS,
    eachBatch: async ({ batch }) => {
      take(batch);
      // What is left behind the last record are markers of transactions.
      if (Number(batch.lastOffset()) + 2 >= (ends[batch.partition] ?? 0)) open.delete(batch.partition);
      if (open.size === 0) done.resolve();
    },
  });
  await done.promise;
  await consumer.disconnect();
}
