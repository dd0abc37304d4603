/**
 * Both processors with all their tasks, as a topology over any world; and the input brought into its log.
 */
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { configOf as configFrom, fingerprintOf, parseConfig } from "@stagefold/config";
import type { InputRecord, StagefoldConfig } from "@stagefold/domain";
import { FUNNEL_METRICS_GROUP, FunnelMetrics, LEAD_TRACKER, LeadTracker, TOPICS } from "@stagefold/processors";
import type { TaskPlan, TopologyOptions, TopologyWorld } from "@stagefold/testkit";
import { computeModel, type Model } from "../model/model.ts";
import { readConfig } from "../model/read-config.ts";
import { type ReadLine, readNdjson } from "../model/read-ndjson.ts";

export const COMMIT_INTERVAL_MS = 200;

/** The topics with so many partitions each. */
export function topicsOf(partitions: number): { name: string; partitions: number; compacted: boolean }[] {
  return TOPICS.map(({ name, compacted }) => ({ name, compacted, partitions }));
}

export interface StagefoldOptions {
  readonly config: StagefoldConfig;
  readonly partitions: number;
  readonly commitRecords: number;
  /** A replay ends at this instant; null: the largest `occurredAt` brings it there. `live`: no replay at all. */
  readonly until: number | null | "live";
}

/** The tasks of both processors, the lead-trackers first. */
export function stagefold(world: TopologyWorld, options: StagefoldOptions): TopologyOptions {
  const { config, partitions, commitRecords, until } = options;
  const configuration = fingerprintOf(config);
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const trackers = all.map(
    (partition): TaskPlan => ({
      id: { group: LEAD_TRACKER, partition },
      clockLimit: until === "live" ? null : until,
      commitRecords,
      configuration,
      processor: (store, text) => new LeadTracker({ partition, partitions, store, codec, config: configFrom(text) }),
    }),
  );
  const metrics = all.map(
    (partition): TaskPlan => ({
      id: { group: FUNNEL_METRICS_GROUP, partition },
      clockLimit: null,
      commitRecords,
      configuration,
      processor: (store, text) => new FunnelMetrics({ partition, partitions, store, codec, config: configFrom(text) }),
    }),
  );
  return {
    world,
    stages: [trackers, metrics],
    latenessMs: config.clock.latenessMs,
    commitIntervalMs: COMMIT_INTERVAL_MS,
    replay: until !== "live",
  };
}

/** Reads the configuration as the product does. */
export function configOf(yaml: string): StagefoldConfig {
  return parseConfig(yaml, "config.yaml");
}

/** Lines as the model reads them. */
export function readLines(lines: readonly string[]): readonly ReadLine[] {
  return readNdjson(Buffer.from(lines.join("\n")));
}

/** What the model makes of lines that entered the log at `readAt`. */
export function modelOf(lines: readonly ReadLine[], configYaml: string, until: number | null, readAt: number): Model {
  const records = lines.flatMap(({ record }): InputRecord[] => (record === null ? [] : [record]));
  return computeModel(records, readConfig(configYaml), until, readAt);
}
