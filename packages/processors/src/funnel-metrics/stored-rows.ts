/**
 * What a funnel-metrics store holds, without the numbers that the order of its records gave it: two stores
 * of the same records say the same. For verification; a task reads its store itself.
 */
import { formatDay, type MetricPlan, metricPlan, type StagefoldConfig, tenantConfigOf } from "@stagefold/domain";
import type { Store } from "@stagefold/processing";
import { decodeHeldRow } from "./held-row-bytes.ts";
import { parseRowKey, rowKeysOf } from "./row-key.ts";

export interface StoredRows {
  /** JSON of [tenantId, dimensions, channel, campaignId, ownerId] of every segment that ever was. */
  segments(): Iterable<string>;
  /** By grain and first day, what is counted of a segment, as text; periods with nothing in them are left out. */
  rowsOf(segment: string): ReadonlyMap<string, string>;
}

/** Reads `store` as a task of `config` wrote it. What it gives throws where a row is not one of a task's. */
export function storedRows(store: Store, config: StagefoldConfig): StoredRows {
  const tenants = store.dictionary("tenant");
  const segments = store.dictionary("segment");
  const rows = store.table("period_row");
  const plans = new Map<string, MetricPlan>();

  function planOf(tenantId: string): MetricPlan {
    let plan = plans.get(tenantId);
    if (plan === undefined) {
      const tenant = tenantConfigOf(config, tenantId);
      if (tenant === undefined) throw new Error(`tenant ${tenantId} has metrics, and is not configured`);
      plan = metricPlan(tenant);
      plans.set(tenantId, plan);
    }
    return plan;
  }

  return {
    *segments() {
      for (const [tenantId, tenant] of tenants.entries("")) {
        for (const [name] of segments.entries(`[${tenant},`)) yield renamed(name, tenantId);
      }
    },
    rowsOf(segment) {
      const [tenantId] = JSON.parse(segment) as [string];
      const found = new Map<string, string>();
      const number = segments.get(renamed(segment, tenants.get(tenantId) ?? 0));
      if (number === undefined) return found;
      for (const [key, bytes] of rows.range(...rowKeysOf(number))) {
        const { grain, start } = parseRowKey(key);
        const content = contentOf(decodeHeldRow(bytes, planOf(tenantId)).row);
        if (content !== null) found.set(`${grain} ${formatDay(start)}`, content);
      }
      return found;
    },
  };
}

function renamed(name: string, tenant: string | number): string {
  const [, ...rest] = JSON.parse(name) as unknown[];
  return JSON.stringify([tenant, ...rest]);
}

function contentOf({ counts, sketches }: ReturnType<typeof decodeHeldRow>["row"]): string | null {
  const filled = sketches.flatMap((sketch, index) => {
    if (sketch === undefined || sketch.buckets.length === 0) return [];
    // Sums are whole numbers in two parts, which may divide them in more than one way.
    const sum = String(BigInt(sketch.sum) + BigInt(sketch.sumRest));
    return [[index, sketch.count, sum, sketch.buckets, sketch.weights]];
  });
  if (filled.length === 0 && counts.every((count) => count === 0)) return null;
  return JSON.stringify([counts, filled]);
}
