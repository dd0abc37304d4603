import type { Log } from "@stagefold/processing";

/** The log with reads that give at most `most()` records (one at least), so that batches end anywhere. */
export function smallReads(log: Log, most: () => number): Log {
  return {
    partitionCount: (topic) => log.partitionCount(topic),
    firstOffset: (topic, partition) => log.firstOffset(topic, partition),
    endOffset: (topic, partition) => log.endOffset(topic, partition),
    append: (records) => log.append(records),
    openTask: (task) => log.openTask(task),
    read(topic, partition, offset, { records, bytes }) {
      return log.read(topic, partition, offset, { records: Math.min(records, Math.max(1, most())), bytes });
    },
  };
}
