// Generated from schemas/internal/*.avsc by packages/codec. Do not edit.
import type { Long } from "./long.ts";

/** What one commit of a lead-tracker task changed of a tenant's counts, summed, at the finest dimensions. Topic stagefold-internal-funnel-deltas, key tenantId. Rows are flat: several numbers follow each other. */
export interface FunnelDelta {
  readonly type: "FunnelDelta";
  readonly tenantId: string;
  /** Stages, velocities, slaIds and values of dimensions; rows name them by index, -1 for null. */
  readonly names: readonly string[];
  /** Rows of 12: stage, day, channel, campaignId, ownerId, then what is added to reached, entries, exits, cohort, rejected, aheadEntries, aheadExits. */
  readonly stages: readonly Long[];
  /** Rows of 9: slaId, day, channel, campaignId, ownerId, then what is added to met, breached, cancelled, within1h. */
  readonly slas: readonly Long[];
  /** Rows of 8: distribution (0 time in stage, 1 velocity, 2 SLA response), subject, day, channel, campaignId, ownerId, value in ms, weight. */
  readonly samples: readonly Long[];
}
/** The clock of a lead-tracker task at a commit, sent to every partition of stagefold-internal-funnel-deltas after what the commit changed. No key, by which it is told from what changed. */
export interface TaskClock {
  readonly type: "TaskClock";
  /** The task's partition. */
  readonly task: number;
  /** ms since epoch */
  readonly clock: number;
}
/** What the embedded log keeps of a lead that was erased, in the places of its records on lead-events: what it counted, without anything that says whom; and, apart from it, by what its later events are known. No key. */
export interface LeadRemains {
  readonly type: "LeadRemains";
  readonly tenantId: string;
  /** A row of the lead-tracker's. */
  readonly history: Uint8Array | null;
  /** SHA-256 of the key, in hexadecimal digits. */
  readonly keyHash: string | null;
}
