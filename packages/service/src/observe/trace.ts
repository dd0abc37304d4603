/** Names of traces, as W3C Trace Context has them. */
import { randomBytes } from "node:crypto";
import { traceparentOf } from "@stagefold/tracing";

/** A trace of our own: all that leads to one commit of one task. */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** As in a record's or a request's header. */
  readonly traceparent: string;
}

/** A new one. It says that nobody records its spans. */
export function newTrace(): Trace {
  const traceId = randomBytes(16).toString("hex");
  const spanId = randomBytes(8).toString("hex");
  return { id: traceId, traceparent: traceparentOf({ traceId, spanId, isSampled: false }) };
}
