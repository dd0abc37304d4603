/** What settling a segment is given, and what it tells. */
import type { Grain } from "../config/config.ts";
import type { MetricStatus } from "../record/records.generated.ts";
import type { Zone } from "../time/zone.ts";
import type { MetricPlan } from "./metric-plan.ts";
import type { MetricValue } from "./metric-value.ts";
import type { Segment } from "./segment.ts";
import type { Slot } from "./slot.ts";
import type { TargetTable } from "./target-table.ts";

/** Where a tenant's clock stood at the last commit and stands now, and what goes with it. */
export interface Settlement {
  readonly plan: MetricPlan;
  readonly zone: Zone;
  readonly graceMs: number;
  /** null: there was none. */
  readonly clockBefore: number | null;
  /** null: there is none yet, and nothing has begun. */
  readonly clockNow: number | null;
  readonly targetsBefore: TargetTable;
  readonly targetsNow: TargetTable;
  /** Pace moves with the clock at every instant: whether it is told now although nothing else changed. */
  readonly tellPace: boolean;
  /** The state is being rebuilt: what was told is told to nobody again, and recalled (recall.ts). */
  readonly rebuilding: boolean;
  /** What was told is not what the rows were: all that there is is told, and all that was ever told. */
  readonly reconfiguring: boolean;
}

/** One value to be published. */
export interface Told {
  readonly segment: Segment;
  readonly grain: Grain;
  readonly start: number;
  readonly end: number;
  readonly slot: Slot;
  readonly value: MetricValue;
  readonly status: Exclude<MetricStatus, "UNKNOWN">;
}
