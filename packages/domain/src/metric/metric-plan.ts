/**
 * What of a tenant's configuration decides over its metrics, laid out for counting: which grains
 * are kept and published for which set of dimensions, and where in a period's row each number
 * stands. Made once per configuration; pure data.
 */
import type { Dimension, Grain, MetricName, TenantConfig, VelocityPair } from "../config/config.ts";
import { METRICS } from "../config/config.ts";
import { countedVelocities, velocitySubject } from "../lead/lead-facts.ts";
import { CALENDAR_GRAINS, isRolling, type RollingGrain } from "../period/grain.ts";
import { COUNT_FIELDS, SLA_FIELDS, velocitySketch } from "./row-layout.ts";
import type { Slot } from "./slot.ts";
import { slotsOf } from "./slot.ts";

export interface MetricPlan {
  readonly config: TenantConfig;
  readonly stages: readonly string[];
  readonly stageIndex: ReadonlyMap<string, number>;
  readonly velocities: readonly VelocityPair[];
  readonly velocityIndex: ReadonlyMap<string, number>;
  readonly slaIndex: ReadonlyMap<string, number>;
  /** How many counts a row has, and how many sketches. */
  readonly countSize: number;
  readonly sketchSize: number;
  /** By sketch index: whether anything is made of it. One that is not is not kept. */
  readonly sketchUsed: readonly boolean[];
  /** The sketch of the velocity that the lag is made of; null: the lag is of days, or there is none. */
  readonly lagSketch: number | null;
  readonly sets: readonly PlannedSet[];
}

/** A set of dimensions with the grains kept for it. */
export interface PlannedSet {
  readonly dimensions: readonly Dimension[];
  /** The grains of rows kept: the published ones, and those that others are made of. No rolling ones. */
  readonly rowGrains: readonly Grain[];
  /** By row grain: what is published of such a row. */
  readonly slots: ReadonlyMap<Grain, readonly Slot[]>;
  /** The rolling grains published, and what of them. Their bits of "was published" follow those of the DAY row. */
  readonly rolling: readonly RollingGrain[];
  readonly rollingSlots: readonly Slot[];
  /** Whether the day's population is published. */
  readonly population: boolean;
  /** Whether the set has spend: dimensions of channel and campaignId only. */
  readonly spend: boolean;
}

const TARGET_GRAINS: readonly Grain[] = ["MONTH", "QUARTER", "HALF", "YEAR"];

/** The plan of a tenant's metrics: SEMANTICS 6 and 7. Pure. */
export function metricPlan(config: TenantConfig): MetricPlan {
  const stages = config.funnel.stages;
  const velocities = countedVelocities(config);
  const published = (metric: MetricName): boolean =>
    config.publish.metrics === null || config.publish.metrics.has(metric);
  const lag = config.lag;
  const lagged = lag?.kind === "velocity" && published("lagged_cost_per_lead");
  const lagVelocity = lag?.kind === "velocity" ? velocitySubject(lag.pair) : null;
  const shape = { stages, velocities };

  const sketchUsed: boolean[] = [];
  for (let s = 0; s < stages.length; s++) sketchUsed.push(published("time_in_stage"));
  let lagSketch: number | null = null;
  for (const [v, pair] of velocities.entries()) {
    const subject = velocitySubject(pair);
    const configured = config.funnel.velocities.some((p) => velocitySubject(p) === subject);
    const forLag = lagged && subject === lagVelocity;
    if (forLag) lagSketch = velocitySketch(shape, v);
    sketchUsed.push(forLag || (configured && published("velocity")));
  }
  for (const _ of config.slas) sketchUsed.push(published("sla_response_time"));

  const sets = plannedSets(config, published);
  return {
    config,
    stages,
    stageIndex: new Map(stages.map((stage, i) => [stage, i])),
    velocities,
    velocityIndex: new Map(velocities.map((pair, i) => [velocitySubject(pair), i])),
    slaIndex: new Map(config.slas.map((sla, i) => [sla.id, i])),
    countSize: stages.length * COUNT_FIELDS.length + config.slas.length * SLA_FIELDS.length,
    sketchSize: sketchUsed.length,
    sketchUsed,
    lagSketch,
    sets,
  };
}

function plannedSets(config: TenantConfig, published: (metric: MetricName) => boolean): readonly PlannedSet[] {
  const targets = published("target_attainment") || published("target_pace");
  const wanted = new Map<string, { dimensions: readonly Dimension[]; grains: readonly Grain[] }>();
  for (const set of config.segments) wanted.set(set.dimensions.join(), set);
  if (targets) {
    // Targets are of everything and of channels, whatever `segments` says.
    if (!wanted.has("")) wanted.set("", { dimensions: [], grains: [] });
    if (!wanted.has("channel")) wanted.set("channel", { dimensions: ["channel"], grains: [] });
  }
  const sets: PlannedSet[] = [];
  for (const { dimensions, grains } of wanted.values()) {
    const made = grains.filter((g) => config.publish.grains === null || config.publish.grains.has(g));
    const ofTargets = targets && (dimensions.length === 0 || dimensions.join() === "channel");
    const rolling = made.filter(isRolling);
    const spend = !dimensions.includes("ownerId");
    const slots = new Map<Grain, readonly Slot[]>();
    const rowGrains: Grain[] = [];
    for (const grain of CALENDAR_GRAINS) {
      const ofGrain = slotsOf(config, {
        grain,
        measured: made.includes(grain),
        targets:
          ofTargets &&
          TARGET_GRAINS.includes(grain) &&
          (config.publish.grains === null || config.publish.grains.has(grain)),
        spend,
        published: new Set(METRICS.filter(published)),
      });
      if (ofGrain.length > 0 || (grain === "DAY" && rolling.length > 0)) {
        rowGrains.push(grain);
        slots.set(grain, ofGrain);
      }
    }
    const rollingSlots =
      rolling.length === 0
        ? []
        : slotsOf(config, {
            grain: "ROLLING_7D",
            measured: true,
            targets: false,
            spend,
            published: new Set(METRICS.filter(published)),
          });
    if (rowGrains.length === 0) continue;
    sets.push({
      dimensions,
      rowGrains,
      slots,
      rolling,
      rollingSlots,
      population: made.includes("DAY") && published("stage_population"),
      spend,
    });
  }
  return sets;
}
