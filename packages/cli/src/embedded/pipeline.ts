/**
 * The whole of Stagefold in one process: the embedded log, a store per task, and both processors.
 *
 * A folder holds `log.db` and `stores/`. It is durable: what was committed is there when the folder is
 * opened again, whatever ended the process.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { StagefoldConfig } from "@stagefold/domain";
import { type EmbeddedLog, openEmbeddedLog } from "@stagefold/embedded-log";
import { type Store, Task, type WallClock } from "@stagefold/processing";
import { FUNNEL_METRICS_GROUP, FunnelMetrics, LEAD_TRACKER, LeadTracker, TOPICS } from "@stagefold/processors";
import { openSqliteStore } from "@stagefold/sqlite-store";

export interface PipelineOptions {
  readonly folder: string;
  readonly config: StagefoldConfig;
  readonly partitions: number;
  readonly wallClock: WallClock;
  /** The clock does not pass it; null: no limit. */
  readonly clockLimit: number | null;
}

interface TrackerTask {
  readonly task: Task;
  readonly processor: LeadTracker;
}
interface MetricsTask {
  readonly task: Task;
  readonly processor: FunnelMetrics;
}

/** Commits grow with the backlog up to so many events; what comes up and closes within one is published once. */
const LEAD_COMMIT_RECORDS = 200_000;
/** Rows of deltas: an event makes some three. */
const METRIC_COMMIT_RECORDS = 1_000_000;
const COMMIT_INTERVAL_MS = 200;

export interface Pipeline {
  readonly log: EmbeddedLog;
  readonly trackers: readonly TrackerTask[];
  readonly metrics: readonly MetricsTask[];
  close(): Promise<void>;
}

/** Where a folder's log is. */
export function logFileOf(folder: string): string {
  return join(folder, "log.db");
}

/** Opens the folder (made where it is not there) and takes all its tasks over. */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { folder, config, partitions, wallClock, clockLimit } = options;
  mkdirSync(join(folder, "stores"), { recursive: true });
  const log = openEmbeddedLog(logFileOf(folder), {
    topics: TOPICS.map(({ name, compacted }) => ({ name, compacted, partitions })),
    wallClock,
  });
  const stores: Store[] = [];
  try {
    const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
    const openStore = (group: string, partition: number): Store => {
      const store = openSqliteStore(join(folder, "stores", `${group}-${partition}.db`));
      stores.push(store);
      return store;
    };
    const common = { log, wallClock, latenessMs: config.clock.latenessMs, commitIntervalMs: COMMIT_INTERVAL_MS };
    const trackers: TrackerTask[] = [];
    const metrics: MetricsTask[] = [];
    for (let partition = 0; partition < partitions; partition++) {
      const store = openStore(LEAD_TRACKER, partition);
      const processor = new LeadTracker({ partition, partitions, store, codec, config });
      const id = { group: LEAD_TRACKER, partition };
      const own = { id, store, processor, clockLimit, commitRecords: LEAD_COMMIT_RECORDS, replay: true };
      trackers.push({ processor, task: await Task.open({ ...common, ...own }) });
    }
    for (let partition = 0; partition < partitions; partition++) {
      const store = openStore(FUNNEL_METRICS_GROUP, partition);
      const processor = new FunnelMetrics({ partition, partitions, store, codec, config });
      const id = { group: FUNNEL_METRICS_GROUP, partition };
      const own = { id, store, processor, clockLimit: null, commitRecords: METRIC_COMMIT_RECORDS, replay: true };
      metrics.push({ processor, task: await Task.open({ ...common, ...own }) });
    }
    return { log, trackers, metrics, close };
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    for (const store of stores) store.close();
    await log.close();
  }
}

/**
 * Reads all that the log holds as history and moves the clock to the end: `until`, else the largest
 * `occurredAt` accepted, else the wall clock. SEMANTICS 4 and 9. Gives the instant.
 */
export async function runToEnd(
  pipeline: Pipeline,
  until: number | null,
  wallClock: WallClock,
  onStep: () => void,
): Promise<number> {
  let reading = true;
  while (reading) {
    reading = false;
    // A commit of each in turn, so that their clocks go on together and what follows may close.
    for (const { task } of pipeline.trackers) if (await commitOnce(task, onStep)) reading = true;
    if (reading) for (const { task } of pipeline.metrics) while (await commitOnce(task, onStep));
  }
  const instant = until ?? largestOccurredAt(pipeline) ?? wallClock();
  for (const { task } of pipeline.trackers) await task.end(instant);
  for (const { task } of pipeline.metrics) {
    while (await commitOnce(task, onStep));
    await task.end(null);
  }
  return instant;
}

/** Steps the task until it commits (true) or has read all there is (false). */
async function commitOnce(task: Task, onStep: () => void): Promise<boolean> {
  for (;;) {
    const did = await task.step();
    onStep();
    if (did !== "read") return did === "committed";
  }
}

function largestOccurredAt({ trackers }: Pipeline): number | null {
  let largest: number | null = null;
  for (const { processor } of trackers) {
    const at = processor.maxOccurredAt;
    if (at !== null && (largest === null || at > largest)) largest = at;
  }
  return largest;
}
