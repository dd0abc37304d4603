/** What the dead letters of a commit come to, for counters and for a line of the log. */
import type { OutRecord } from "@stagefold/processing";
import { HEADER } from "@stagefold/processors";
import { parseTraceparent, TRACEPARENT } from "@stagefold/tracing";

export interface Refused {
  /** By reason, how many. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly first: {
    readonly reason: string;
    readonly detail: string;
    readonly topic: string;
    readonly partition: number;
    readonly offset: number;
    /** The trace that its producer said it is part of. */
    readonly traceId?: string;
  };
}

/** null: there are none. */
export function refusedIn(deadLetters: readonly OutRecord[]): Refused | null {
  const [first] = deadLetters;
  if (first === undefined) return null;
  const reasons: Record<string, number> = {};
  for (const letter of deadLetters) {
    const reason = header(letter, HEADER.reason);
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  const traceId = parseTraceparent(first.headers?.[TRACEPARENT])?.traceId ?? null;
  return {
    reasons,
    first: {
      reason: header(first, HEADER.reason),
      detail: header(first, HEADER.detail),
      topic: header(first, HEADER.topic),
      partition: Number(header(first, HEADER.partition)),
      offset: Number(header(first, HEADER.offset)),
      ...(traceId === null ? {} : { traceId }),
    },
  };
}

function header({ headers }: OutRecord, name: string): string {
  return Buffer.from(headers?.[name] ?? []).toString();
}
