/**
 * The whole of Stagefold in one process, replaying: the embedded log, a store per task, and both processors.
 */
import type { StagefoldConfig } from "@stagefold/domain";
import type { EmbeddedLog } from "@stagefold/embedded-log";
import type { Log, Task, TaskId, WallClock } from "@stagefold/processing";
import type { FunnelMetrics, LeadTracker } from "@stagefold/processors";
import { metricsTasks, type OpenTask, openFolderLog, trackerTasks } from "@stagefold/service";

export interface PipelineOptions {
  readonly folder: string;
  readonly config: StagefoldConfig;
  readonly partitions: number;
  readonly wallClock: WallClock;
  /** The clock does not pass it; null: no limit. */
  readonly clockLimit: number | null;
  /** Told that a store could not be written anew after an erasure. */
  readonly onTracesLeft?: (task: TaskId, error: unknown) => void;
  /** What the tasks see in the log's place; absent: the log itself. */
  readonly around?: (log: Log) => Log;
}

export interface Pipeline {
  /** The folder's log. */
  readonly kept: EmbeddedLog;
  /** The log as the tasks see it. */
  readonly log: Log;
  readonly trackers: readonly OpenTask<LeadTracker>[];
  readonly metrics: readonly OpenTask<FunnelMetrics>[];
  close(): Promise<void>;
}

/** Opens the folder (made where it is not there) and takes all its tasks over. */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const kept = openFolderLog(options);
  const log = options.around?.(kept) ?? kept;
  const trackers: OpenTask<LeadTracker>[] = [];
  const metrics: OpenTask<FunnelMetrics>[] = [];
  const replaying = { ...options, replay: true };
  try {
    for (const source of trackerTasks(log, replaying)) trackers.push(await source.open());
    for (const source of metricsTasks(log, replaying)) metrics.push(await source.open());
    return { kept, log, trackers, metrics, close };
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    for (const opened of [...trackers, ...metrics]) await opened.close();
    await kept.close();
  }
}

/**
 * Reads all that the log holds as history and moves the clock to the end: `until`, else the largest
 * `occurredAt` accepted or where the clock of a task stands already, else the wall clock. SEMANTICS 4 and 9. Gives
 * the instant.
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
    for (const { task } of pipeline.trackers) {
      if (await commitOnce(task, onStep)) reading = true;
      // What is left of a partition is committed before the next one's is read, or all would stand in memory.
      else await task.commit();
    }
    if (reading) for (const { task } of pipeline.metrics) while (await commitOnce(task, onStep));
  }
  const instant = until ?? latest(pipeline) ?? wallClock();
  for (const { task, processor } of pipeline.trackers) {
    await task.end(instant);
    // Its leads are not asked for again, and the metrics need the room.
    processor.forget();
  }
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

/** Of a log that was only ever replayed the clocks are behind the events, and all tasks end at one instant. */
function latest({ trackers }: Pipeline): number | null {
  let latest: number | null = null;
  for (const { processor, task } of trackers) {
    for (const at of [processor.maxOccurredAt, task.clock])
      if (at !== null && (latest === null || at > latest)) latest = at;
  }
  return latest;
}
