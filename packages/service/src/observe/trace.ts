/** Names of traces, as W3C Trace Context has them. */
import { randomBytes } from "node:crypto";

/** A trace of our own: all that leads to one commit of one task. */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** As in a record's or a request's header. */
  readonly traceparent: string;
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/;

/** A new one. It says that nobody records its spans. */
export function newTrace(): Trace {
  const id = randomBytes(16).toString("hex");
  return { id, traceparent: `00-${id}-${randomBytes(8).toString("hex")}-00` };
}

/** The trace that a header `traceparent` names; null: none that can be read. */
export function traceIdOf(traceparent: Uint8Array | undefined): string | null {
  if (traceparent === undefined) return null;
  return TRACEPARENT.exec(Buffer.from(traceparent).toString())?.[1] ?? null;
}
