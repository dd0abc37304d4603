/**
 * The tasks of the processors on an embedded log: one per partition, each with a store in the folder.
 *
 * A replay reads everything as history and its clock does not pass `clockLimit`; a live task goes on
 * with the wall clock once it has caught up. SEMANTICS 4.
 */
import { statSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS, type SchemaIds } from "@stagefold/codec";
import { configOf, fingerprintOf } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import { type Log, type Processor, Task, type TaskId, type WallClock } from "@stagefold/processing";
import { FUNNEL_METRICS_GROUP, FunnelMetrics, LEAD_TRACKER, LeadTracker } from "@stagefold/processors";
import { openSqliteStore, type SqliteStore } from "@stagefold/sqlite-store";
import type { Observations } from "../observe/observations.ts";
import type { StoreProvider } from "../snapshots/store-provider.ts";
import type { OpenTask, TaskSource } from "../task-source.ts";
import { storeFileOf } from "./embedded-folder.ts";
import { erasedTraces } from "./erased-traces.ts";
import { interruptible } from "./interruptible.ts";

export interface EmbeddedTasksOptions {
  readonly folder: string;
  readonly config: StagefoldConfig;
  readonly partitions: number;
  readonly wallClock: WallClock;
  readonly replay: boolean;
  /** The clock does not pass it; null: no limit. */
  readonly clockLimit: number | null;
  /** Told what the tasks do. */
  readonly observations?: Observations;
  /** What identifies the log, where the stores do not lie with it. */
  readonly logId?: string;
  /** Called once a task is taken over, before its store is opened. */
  readonly provider?: StoreProvider;
  /** Told that a store still holds traces of erased leads, since it could not be written anew: that is tried again. */
  readonly onTracesLeft?: (task: TaskId, error: unknown) => void;
  /** Of the values on the log. Default: the fixed ones of the embedded log. */
  readonly schemaIds?: SchemaIds;
}

/** Commits grow with the backlog up to so many events; what comes up and closes within one is published once. */
const LEAD_COMMIT_RECORDS = 100_000;
/** Rows of deltas: an event makes some three. */
const METRIC_COMMIT_RECORDS = 500_000;
/** The same, live: small enough that a shutdown in the middle of a backlog has its last commit in a second or so. */
const LIVE_LEAD_COMMIT_RECORDS = 20_000;
const LIVE_METRIC_COMMIT_RECORDS = 100_000;
const COMMIT_INTERVAL_MS = 200;
/** Pages kept in memory for the stores of one processor, all its tasks together. */
const STORE_CACHE_MB = 32;

/** The lead-tracker's tasks, by partition. Nothing is opened yet. */
export function trackerTasks(log: Log, options: EmbeddedTasksOptions): TaskSource<LeadTracker>[] {
  const commitRecords = options.replay ? LEAD_COMMIT_RECORDS : LIVE_LEAD_COMMIT_RECORDS;
  return tasks(log, options, LEAD_TRACKER, LeadTracker, commitRecords);
}

/** The funnel-metrics' tasks, by partition. Their clock is the trackers', so it has no limit of its own. Nothing is opened yet. */
export function metricsTasks(log: Log, options: EmbeddedTasksOptions): TaskSource<FunnelMetrics>[] {
  const commitRecords = options.replay ? METRIC_COMMIT_RECORDS : LIVE_METRIC_COMMIT_RECORDS;
  return tasks(log, { ...options, clockLimit: null }, FUNNEL_METRICS_GROUP, FunnelMetrics, commitRecords);
}

/** Of a store up to so many bytes: it takes a second or two, and a process that is to end has ten. Of others when they are opened. */
const REWRITTEN_AT_THE_END_BYTES = 200 << 20;

type ProcessorOptions = ConstructorParameters<typeof LeadTracker>[0];

function tasks<P extends Processor>(
  log: Log,
  options: EmbeddedTasksOptions,
  group: string,
  ProcessorOf: new (options: ProcessorOptions) => P,
  commitRecords: number,
): TaskSource<P>[] {
  const { folder, config, partitions, wallClock, replay, clockLimit, provider } = options;
  const logId = options.logId === undefined ? {} : { logId: options.logId };
  const codec = createAvroCodec(options.schemaIds ?? EMBEDDED_SCHEMA_IDS);
  const configuration = fingerprintOf(config);
  const latenessMs = config.clock.latenessMs;

  async function open(partition: number, signal: AbortSignal | undefined): Promise<OpenTask<P>> {
    const id = { group, partition };
    const observer = options.observations?.of(id);
    const opening = interruptible(log, signal);
    const session = await log.openTask(id);
    let store: SqliteStore | undefined;
    try {
      const file = storeFileOf(folder, id);
      observer?.fetching(true);
      await provider?.provide(id, file, session.lastMark, signal);
      observer?.fetching(false);
      const opened = openSqliteStore(file, { cacheMb: Math.max(4, STORE_CACHE_MB / partitions) });
      store = opened;
      const traces = erasedTraces(opened, {
        stopwatch: () => performance.now(),
        onFailed: (error) => options.onTracesLeft?.(id, error),
      });
      traces.remove();
      const parts = { partition, partitions, store, codec };
      const under = (config: StagefoldConfig): P => new ProcessorOf({ ...parts, config });
      const processor = under(config);
      const formerly = (text: string): P => under(configOf(text));
      const own = {
        id,
        ...(observer === undefined ? {} : { observer }),
        store,
        processor,
        configuration,
        formerly,
        commitRecords,
        commitIntervalMs: COMMIT_INTERVAL_MS,
      };
      const as = { ...logId, log: opening.log, wallClock, latenessMs, replay, clockLimit };
      const task = await Task.open({ ...own, ...as }, session);
      opening.done();
      const close = async (): Promise<void> => {
        // First: whatever becomes of the session, the store can be opened again.
        opened.rollback();
        if (statSync(file).size <= REWRITTEN_AT_THE_END_BYTES) traces.remove();
        opened.close();
        await task.close();
      };
      return {
        task,
        processor,
        copyStore: opened.copyTo,
        removeTraces: traces.remove,
        tidy: traces.removeInTime,
        close,
      };
    } catch (error) {
      store?.close();
      await session.close();
      throw provider?.explained(id, error) ?? error;
    }
  }

  return Array.from({ length: partitions }, (_, partition) => ({
    id: { group, partition },
    open: (signal) => open(partition, signal),
  }));
}
