/**
 * How many SLA clocks run, by tenant, policy and state: for operators.
 *
 * A clock runs from its start until it is met, cancelled or resolved: open, at risk, or breached and not resolved.
 * Counted as the facts of leads change, kept with the store's commit: exact at the task's clock.
 */
import type { StayFacts, StayPair } from "@stagefold/domain";
import type { Store } from "@stagefold/processing";

export interface RunningClocks {
  readonly tenantId: string;
  readonly slaId: string;
  readonly open: number;
  readonly atRisk: number;
  readonly breached: number;
}

/** open, at risk, breached. */
type Counts = [number, number, number];
const RUNNING: Readonly<Record<string, number | undefined>> = { OPEN: 0, AT_RISK: 1, BREACHED: 2 };
const NAME = "running_clocks";

export class RunningClockCounts {
  readonly #store: Store;
  #tenants: Map<string, Map<string, Counts>>;

  constructor(store: Store) {
    this.#store = store;
    this.#tenants = stored(store);
  }

  /** The stays of a lead have changed. */
  change(tenantId: string, pairs: readonly StayPair[]): void {
    for (const { before, after } of pairs) {
      this.#add(tenantId, before, -1);
      this.#add(tenantId, after, 1);
    }
  }

  /** Goes with the store's next commit. */
  save(): void {
    const entries = [...this.#tenants].map(([tenantId, policies]) => [tenantId, [...policies]]);
    this.#store.setMeta(NAME, JSON.stringify(entries));
  }

  /** As of the store's last commit again. */
  forget(): void {
    this.#tenants = stored(this.#store);
  }

  /** One for each policy that ever had a clock. */
  *all(): Iterable<RunningClocks> {
    for (const [tenantId, policies] of this.#tenants) {
      for (const [slaId, [open, atRisk, breached]] of policies) yield { tenantId, slaId, open, atRisk, breached };
    }
  }

  #add(tenantId: string, stay: StayFacts | undefined, by: 1 | -1): void {
    for (const { slaId, state } of stay?.clocks ?? []) {
      const index = RUNNING[state];
      if (index === undefined) continue;
      let policies = this.#tenants.get(tenantId);
      if (policies === undefined) {
        policies = new Map();
        this.#tenants.set(tenantId, policies);
      }
      let counts = policies.get(slaId);
      if (counts === undefined) {
        counts = [0, 0, 0];
        policies.set(slaId, counts);
      }
      counts[index] = (counts[index] as number) + by;
    }
  }
}

function stored(store: Store): Map<string, Map<string, Counts>> {
  const entries = JSON.parse(store.meta(NAME) ?? "[]") as [string, [string, Counts][]][];
  return new Map(entries.map(([tenantId, policies]) => [tenantId, new Map(policies)]));
}
