import type { Log, LogRecord } from "@stagefold/processing";

/** The reading part of a log is enough. */
export type ReadableLog = Pick<Log, "firstOffset" | "endOffset" | "read">;

const READ_LIMIT = { records: 10_000, bytes: 8 << 20 };

/** All records of a partition, up to its end as of the first call. */
export async function* topicRecords(log: ReadableLog, topic: string, partition: number): AsyncGenerator<LogRecord> {
  const end = await log.endOffset(topic, partition);
  let offset = await log.firstOffset(topic, partition);
  while (offset < end) {
    const { records, nextOffset } = await log.read(topic, partition, offset, READ_LIMIT);
    for (const record of records) if (record.offset < end) yield record;
    offset = nextOffset;
  }
}
