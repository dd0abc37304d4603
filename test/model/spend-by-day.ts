/**
 * What was spent on each day: SEMANTICS 7, the note on spend.
 */
import type { SpendRecorded, TenantConfig } from "@stagefold/domain";
import { convertedMicros } from "./accept.ts";
import { byUtf8 } from "./utf8-order.ts";

/** The micros of one line of spend on one day. */
export interface DaySpend {
  readonly line: SpendRecorded;
  readonly day: number;
  readonly micros: bigint;
}

/** Of several records, the one that counts: the highest revision, of equal ones the smaller eventId. */
export function counting<R extends { readonly revision: number | bigint; readonly eventId: string }>(
  records: readonly R[],
): R | undefined {
  return [...records].sort((a, b) => {
    if (a.revision !== b.revision) return a.revision > b.revision ? -1 : 1;
    return byUtf8(a.eventId, b.eventId);
  })[0];
}

/** The lines that count, spread over their days. */
export function spendByDay(events: readonly SpendRecorded[], tenant: TenantConfig): readonly DaySpend[] {
  const lines = Map.groupBy(events, (event) => event.spendId);
  return [...lines.values()].flatMap((revisions) => {
    const line = counting(revisions);
    return line === undefined ? [] : spread(line, tenant);
  });
}

function spread(line: SpendRecorded, tenant: TenantConfig): readonly DaySpend[] {
  const amount = convertedMicros(line, tenant) ?? 0n;
  const days = line.lastDay - line.firstDay + 1;
  const each = amount / BigInt(days);
  const remainder = amount % BigInt(days);
  const one = remainder < 0n ? -1n : 1n;
  const withOneMore = Number(remainder * one);
  return Array.from({ length: days }, (_, index) => ({
    line,
    day: line.firstDay + index,
    micros: each + (index < withOneMore ? one : 0n),
  }));
}
