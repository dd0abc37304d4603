/**
 * What was told of tenants whose configuration changed, put aside by tenant while the task's own output is read
 * again, so that one tenant's values are in memory at a time.
 */
import type { FunnelMetric } from "@stagefold/domain";
import type { Store, Table } from "@stagefold/processing";
import { STORE_CODEC } from "../store-codec.ts";

/** Room for a tenant's records, by their offsets. */
const OFFSETS = 2 ** 32;

export class ToldRecords {
  readonly #table: Table;

  constructor(store: Store) {
    this.#table = store.table("told");
  }

  keep(tenant: number, offset: number, told: FunnelMetric): void {
    this.#table.put(tenant * OFFSETS + (offset % OFFSETS), STORE_CODEC.encode(told));
  }

  /** The newest record of each metricId of the tenant; they are not kept any more. */
  take(tenant: number): Map<string, FunnelMetric> {
    const told = new Map<string, FunnelMetric>();
    const keys: number[] = [];
    for (const [key, value] of this.#table.range(tenant * OFFSETS, (tenant + 1) * OFFSETS)) {
      keys.push(key);
      const decoded = STORE_CODEC.decode(value);
      if (!decoded.ok || decoded.record.type !== "FunnelMetric") throw new Error("a told record cannot be read again");
      told.set(decoded.record.metricId, decoded.record);
    }
    for (const key of keys) this.#table.delete(key);
    return told;
  }
}

/** Not a part of what a value says. */
const BESIDES: ReadonlySet<string> = new Set(["status", "revision", "asOf"]);

/** Whether two records of a metricId say the same. Pure. */
export function sameTold(a: FunnelMetric, b: FunnelMetric): boolean {
  for (const name of Object.keys(b) as (keyof FunnelMetric)[]) {
    if (!BESIDES.has(name) && a[name] !== b[name]) return false;
  }
  return true;
}

/** What takes the place of a told value that the configuration does not make any more. SEMANTICS 6, *emptied*. Pure. */
export function emptiedRecord(
  told: FunnelMetric,
  now: { readonly closed: boolean; readonly revision: number; readonly asOf: number },
): FunnelMetric {
  const isCount = told.numerator !== null && told.denominator === null && told.metric !== "target_pace";
  const { closed, revision, asOf } = now;
  return {
    ...told,
    value: isCount ? 0 : null,
    numerator: told.numerator === null ? null : 0,
    denominator: told.denominator === null ? null : 0,
    sampleCount: null,
    sampleSum: null,
    sampleMin: null,
    sampleP50: null,
    sampleP75: null,
    sampleP90: null,
    sampleP95: null,
    sampleMax: null,
    status: told.status !== "PROVISIONAL" ? "RESTATED" : closed ? "FINAL" : "PROVISIONAL",
    revision,
    asOf,
  };
}
