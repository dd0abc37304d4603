/**
 * The header `traceparent`, as W3C Trace Context has it: `00-TRACE-SPAN-FLAGS`.
 *
 * | part    | is                                                                              |
 * | ------- | ------------------------------------------------------------------------------- |
 * | version | two hexadecimal digits, not ff. What a later one than 00 adds at the end is not read |
 * | trace   | 32 hexadecimal digits, not all 0                                                |
 * | span    | 16 hexadecimal digits, not all 0                                                |
 * | flags   | two hexadecimal digits; the lowest bit: the span is recorded                    |
 *
 * Digits are lower case. Whatever is otherwise is none at all.
 */

/** The name of the header, of requests and of records. */
export const TRACEPARENT = "traceparent";

/** A span, as others know it. */
export interface SpanName {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

const FORM = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const NO_TRACE = "0".repeat(32);
const NO_SPAN = "0".repeat(16);
const SAMPLED = 1;

/** What the header names; null: nothing that can be read. Pure. */
export function parseTraceparent(header: string | Uint8Array | null | undefined): SpanName | null {
  if (header === null || header === undefined) return null;
  const text = typeof header === "string" ? header : Buffer.from(header).toString("latin1");
  const [, version, traceId = NO_TRACE, spanId = NO_SPAN, flags = "", more] = FORM.exec(text) ?? [];
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) return null;
  if (traceId === NO_TRACE || spanId === NO_SPAN) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** The header that names the span. Pure. */
export function traceparentOf({ traceId, spanId, isSampled }: SpanName): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}
