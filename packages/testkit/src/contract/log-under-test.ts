import type { Log, LogRecord, OutRecord, WallClock } from "@stagefold/processing";

/** An implementation of the Log port, made new for one test, and what the port itself cannot do. */
export interface LogUnderTest {
  readonly log: Log;
  createTopic(spec: { readonly name: string; readonly partitions: number; readonly compacted: boolean }): Promise<void>;
  /** Ends the log and opens it again on what it kept. */
  reopen(): Promise<Log>;
  /** Absent where compaction happens by itself, in its own time. */
  readonly compact?: (topic: string) => Promise<void>;
  /** Absent where retention happens by itself. */
  readonly deleteRecordsBefore?: (topic: string, partition: number, offset: number) => Promise<void>;
  /** Whether records are stamped with the clock given to makeLog; a broker has its own. */
  readonly isStampedByClock: boolean;
  close(): Promise<void>;
}

export type MakeLog = (wallClock: WallClock) => Promise<LogUnderTest>;

/** Bytes of a text. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A record with these texts as key and value. */
export function outRecord(topic: string, partition: number, key: string | null, value: string | null): OutRecord {
  return {
    topic,
    partition,
    key: key === null ? null : bytes(key),
    value: value === null ? null : bytes(value),
    headers: null,
  };
}

/** `key=value`, `-` for null, to compare records at a glance. */
export function textOf({ key, value }: LogRecord): string {
  const text = (part: Uint8Array | null): string => (part === null ? "-" : new TextDecoder().decode(part));
  return `${text(key)}=${text(value)}`;
}

/** All records of a partition from `offset` on, read in steps of at most `records`. */
export async function readAll(
  log: Log,
  topic: string,
  partition: number,
  offset?: number,
  records = 100,
): Promise<LogRecord[]> {
  const found: LogRecord[] = [];
  let next = offset ?? (await log.firstOffset(topic, partition));
  const end = await log.endOffset(topic, partition);
  while (next < end) {
    const result = await log.read(topic, partition, next, { records, bytes: 1 << 20 });
    if (result.nextOffset <= next) throw new Error(`reading ${topic}[${partition}] does not get past ${next}`);
    found.push(...result.records);
    next = result.nextOffset;
  }
  return found;
}
