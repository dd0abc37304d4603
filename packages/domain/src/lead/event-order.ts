import type { LeadEvent } from "../record/records.generated.ts";

/**
 * Orders two texts by their UTF-8 bytes: negative, 0 or positive. Pure.
 *
 * UTF-16 units order alike but for surrogates, which stand for code points above all others.
 */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const xHigh = x >= 0xd800 && x <= 0xdfff;
      const yHigh = y >= 0xd800 && y <= 0xdfff;
      return xHigh === yHigh ? x - y : xHigh ? 1 : -1;
    }
  }
  return a.length - b.length;
}

/**
 * The order of a lead's events: by `occurredAt`, `sequence` (null as 0), then `eventId` by UTF-8
 * bytes. SEMANTICS 3.2. Total over events of different ids; pure.
 */
export function compareEvents(a: LeadEvent, b: LeadEvent): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt - b.occurredAt;
  const x = a.sequence ?? 0;
  const y = b.sequence ?? 0;
  if (x !== y) return x < y ? -1 : 1;
  return compareUtf8(a.eventId, b.eventId);
}
