/** Changes after a number, for who follows them live. */
import type { FunnelMetric, SlaBreachEvent } from "@stagefold/domain";
import type { MetricPlace } from "@stagefold/reports";
import type { Meta } from "../file/meta.ts";
import type { Statements } from "./statements.ts";

/** One change. `seq` is its number, which a client may give to go on from. */
export type LiveChange =
  | { readonly seq: number; readonly tenantId: string; readonly kind: "breach"; readonly event: SlaBreachEvent }
  /** The value as it is now, which may be newer than the change. */
  | { readonly seq: number; readonly tenantId: string; readonly kind: "metric"; readonly record: FunnelMetric };

export interface ChangePage {
  /** In order. A metric that changed several times stands once, at its last change. */
  readonly changes: readonly LiveChange[];
  /** Where to go on. */
  readonly next: number;
  /** Changes between `after` and `next` are not told one by one: read anew. null: none are missing. */
  readonly reset: string | null;
}

interface ChangeRow {
  readonly seq: number;
  readonly tenant: string;
  readonly kind: string;
  readonly body: string;
}

/** The changes after `after`, at most `limit`; while history is caught up with, none. */
export function changesAfter(
  statements: Statements,
  meta: Meta,
  metricAt: (tenantId: string, place: MetricPlace) => FunnelMetric | undefined,
  after: number,
  limit: number,
): ChangePage {
  const seq = meta.number("seq") ?? 0;
  if (meta.number("caught_up") !== 1) return { changes: [], next: after, reset: null };
  if (after < (meta.number("changes_from") ?? 0) || after > seq) {
    return { changes: [], next: seq, reset: "changes since then are no longer kept one by one" };
  }
  const rows = statements("SELECT seq, tenant, kind, body FROM changes WHERE seq > ? ORDER BY seq LIMIT ?").all(
    after,
    limit,
  ) as ChangeRow[];
  const lastOf = new Map(rows.map((row) => [row.kind === "metric" ? `${row.tenant}|${row.body}` : row.seq, row.seq]));
  const changes = rows.flatMap((row): LiveChange[] => {
    const { seq: number, tenant: tenantId } = row;
    if (row.kind === "breach") {
      return [{ seq: number, tenantId, kind: "breach", event: JSON.parse(row.body) as SlaBreachEvent }];
    }
    if (lastOf.get(`${tenantId}|${row.body}`) !== number) return [];
    const record = metricAt(tenantId, JSON.parse(row.body) as MetricPlace);
    return record === undefined ? [] : [{ seq: number, tenantId, kind: "metric", record }];
  });
  return { changes, next: rows.at(-1)?.seq ?? seq, reset: null };
}
