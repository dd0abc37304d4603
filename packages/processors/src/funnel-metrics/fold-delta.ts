/** Folds what a commit of a lead-tracker changed into the rows of a tenant's segments. */
import {
  addRowSample,
  type Carried,
  changeDay,
  type FunnelDelta,
  type MetricPlan,
  type PeriodRow,
  type Segment,
  slaCount,
  slaSketch,
  stageCount,
  stageSketch,
  velocitySketch,
} from "@stagefold/domain";
import { DISTRIBUTIONS, SAMPLE_ROW, SLA_ROW, STAGE_ROW } from "../funnel-delta.ts";
import type { Tenant } from "./tenant.ts";

/** Adds a delta's rows; the segments that they are of are touched. A stage or SLA that is not configured any more is passed over. */
export function foldDelta(delta: FunnelDelta, tenant: Tenant): void {
  const { plan } = tenant;
  const { names } = delta;
  const segmentsOf = segmentFinder(tenant, names);
  const stages = delta.stages as readonly number[];
  for (let i = 0; i < stages.length; i += STAGE_ROW) {
    const stage = plan.stageIndex.get(names[stages[i] as number] as string);
    if (stage === undefined) continue;
    const first = stageCount(stage, "reached");
    for (const segment of segmentsOf(stages, i + 2)) {
      changeDay(segment, plan, stages[i + 1] as number, (row) => addCounts(row, first, stages, i + 5, STAGE_ROW - 5));
    }
  }
  const slas = delta.slas as readonly number[];
  for (let i = 0; i < slas.length; i += SLA_ROW) {
    const sla = plan.slaIndex.get(names[slas[i] as number] as string);
    if (sla === undefined) continue;
    const first = slaCount(plan, sla, "met");
    for (const segment of segmentsOf(slas, i + 2)) {
      changeDay(segment, plan, slas[i + 1] as number, (row) => addCounts(row, first, slas, i + 5, SLA_ROW - 5));
    }
  }
  const samples = delta.samples as readonly number[];
  for (let i = 0; i < samples.length; i += SAMPLE_ROW) {
    const sketch = sketchOf(plan, samples[i] as number, names[samples[i + 1] as number] as string);
    if (sketch === null) continue;
    const ms = samples[i + 6] as number;
    const weight = samples[i + 7] as number;
    for (const segment of segmentsOf(samples, i + 3)) {
      changeDay(segment, plan, samples[i + 2] as number, (row) => addRowSample(row, sketch, ms, weight));
    }
  }
}

/** Finds the segments, one of each set, of a delta's row: of the three names of dimensions at `at`. */
function segmentFinder(
  tenant: Tenant,
  names: readonly string[],
): (row: readonly number[], at: number) => readonly Segment[] {
  const found = new Map<number, Map<number, readonly Segment[]>>();
  const name = (index: number): string | null => (index < 0 ? null : (names[index] as string));
  return (row, at) => {
    const channel = row[at] as number;
    const campaignId = row[at + 1] as number;
    const ownerId = row[at + 2] as number;
    const pair = (channel + 1) * (names.length + 1) + campaignId + 1;
    let byOwner = found.get(pair);
    if (byOwner === undefined) {
      byOwner = new Map();
      found.set(pair, byOwner);
    }
    let segments = byOwner.get(ownerId);
    if (segments === undefined) {
      const carried: Carried = { channel: name(channel), campaignId: name(campaignId), ownerId: name(ownerId) };
      segments = tenant.plan.sets.map((set) => tenant.segmentOf(set, carried));
      for (const segment of segments) tenant.touched.add(segment);
      byOwner.set(ownerId, segments);
    }
    return segments;
  };
}

function addCounts(row: PeriodRow, first: number, from: readonly number[], at: number, size: number): void {
  const { counts } = row;
  for (let i = 0; i < size; i++) {
    const add = from[at + i] as number;
    if (add !== 0) counts[first + i] = (counts[first + i] as number) + add;
  }
}

/** The sketch that a sample belongs to; null: none is kept. */
function sketchOf(plan: MetricPlan, distribution: number, subject: string): number | null {
  let sketch: number | undefined;
  switch (DISTRIBUTIONS[distribution]) {
    case "stage": {
      const stage = plan.stageIndex.get(subject);
      if (stage !== undefined) sketch = stageSketch(stage);
      break;
    }
    case "velocity": {
      const velocity = plan.velocityIndex.get(subject);
      if (velocity !== undefined) sketch = velocitySketch(plan, velocity);
      break;
    }
    case "sla": {
      const sla = plan.slaIndex.get(subject);
      if (sla !== undefined) sketch = slaSketch(plan, sla);
      break;
    }
    case undefined:
      break;
  }
  return sketch !== undefined && plan.sketchUsed[sketch] === true ? sketch : null;
}
