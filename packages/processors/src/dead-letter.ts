/**
 * Dead letters: SEMANTICS 10. The original bytes and headers, with what was wrong and where they
 * were beside them, in the transaction of the offset that skips them.
 */
import type { Headers, LogRecord, OutRecord } from "@stagefold/processing";
import { DEAD_LETTERS } from "./topics.ts";

/** In the order in which they are judged. */
export const DEAD_LETTER_REASONS = [
  "UNDECODABLE",
  "INVALID",
  "UNKNOWN_TENANT",
  "UNKNOWN_STAGE",
  "NO_EXCHANGE_RATE",
  "FROM_THE_FUTURE",
  "CONFLICTING_DUPLICATE",
] as const;
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];

export interface Refusal {
  readonly reason: DeadLetterReason;
  /** A sentence for the person who repairs it. */
  readonly detail: string;
  /** Another configuration might accept the record. */
  readonly byConfiguration?: boolean;
}

/** The names of a dead letter's own headers; all others are the original's. */
export const HEADER = {
  reason: "stagefold.reason",
  detail: "stagefold.detail",
  topic: "stagefold.topic",
  partition: "stagefold.partition",
  offset: "stagefold.offset",
  /** The line of NDJSON that a record was read from. */
  line: "stagefold.line",
} as const;

/** Where a refused record was. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
}

/** The dead letter of a record read from the log, for `partition` of the dead letters. */
export function deadLetterOf(record: LogRecord, origin: Origin, refusal: Refusal): OutRecord {
  return {
    topic: DEAD_LETTERS,
    partition: origin.partition,
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      ...refusalHeaders(refusal),
      [HEADER.topic]: Buffer.from(origin.topic),
      [HEADER.partition]: Buffer.from(String(origin.partition)),
      [HEADER.offset]: Buffer.from(String(record.offset)),
    },
  };
}

/** The headers that say what was wrong. */
export function refusalHeaders({ reason, detail }: Refusal): Headers {
  return { [HEADER.reason]: Buffer.from(reason), [HEADER.detail]: Buffer.from(detail) };
}
