/**
 * Where a period's row holds which number: counts by stage and by SLA, sketches by stage, velocity
 * and SLA. One layout for all rows of a tenant, of every grain.
 */
import type { VelocityPair } from "../config/config.ts";

/** What a row counts for each stage. `ahead*` are of the current day: entered or left after the clock. */
export const COUNT_FIELDS = [
  "reached",
  "entries",
  "exits",
  /** qualified stage: reached the accepted one then or later */
  "cohort",
  /** qualified stage: left to the rejected one */
  "rejected",
  "aheadEntries",
  "aheadExits",
] as const;
export type CountField = (typeof COUNT_FIELDS)[number];

/** What a row counts for each SLA, of the clocks started in the period. */
export const SLA_FIELDS = ["met", "breached", "cancelled", "within1h"] as const;
export type SlaField = (typeof SLA_FIELDS)[number];

/** What decides over the layout. */
export interface RowShape {
  readonly stages: readonly string[];
  readonly velocities: readonly VelocityPair[];
}

/** Where `field` of the stage with this index stands among a row's counts. */
export function stageCount(stage: number, field: CountField): number {
  return stage * COUNT_FIELDS.length + COUNT_FIELDS.indexOf(field);
}

/** Where `field` of the SLA with this index stands among a row's counts, after those of the stages. */
export function slaCount(shape: RowShape, sla: number, field: SlaField): number {
  return shape.stages.length * COUNT_FIELDS.length + sla * SLA_FIELDS.length + SLA_FIELDS.indexOf(field);
}

/** The sketch of how long stays in the stage took. */
export function stageSketch(stage: number): number {
  return stage;
}

/** The sketch of how long leads took from one stage to another. */
export function velocitySketch(shape: RowShape, velocity: number): number {
  return shape.stages.length + velocity;
}

/** The sketch of how long the SLA's clocks ran. */
export function slaSketch(shape: RowShape, sla: number): number {
  return shape.stages.length + shape.velocities.length + sla;
}
