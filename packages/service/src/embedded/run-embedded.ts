import { performance } from "node:perf_hooks";
import type { StagefoldConfig } from "@stagefold/domain";
import type { Log } from "@stagefold/processing";
import { aborted } from "../aborted.ts";
import type { Logger } from "../logger.ts";
import { followEnds } from "../observe/follow-ends.ts";
import { Observations } from "../observe/observations.ts";
import { pause } from "../pause.ts";
import { runTasks } from "../run-tasks.ts";
import type { TaskSource } from "../task-source.ts";
import type { EmbeddedTasksOptions } from "./embedded-tasks.ts";
import { tracesLeft } from "./erased-traces.ts";
import { openLiveFolder } from "./live-folder.ts";

/** How long the processors wait, at the end, for what goes on beside them: it leaves time for their commits. */
const BESIDE_MS = 3_000;

/** The tasks of one processor on an embedded log: trackerTasks, metricsTasks. */
export type TasksOf = (log: Log, options: EmbeddedTasksOptions) => readonly TaskSource[];

export interface RunEmbeddedOptions {
  readonly folder: string;
  readonly config: StagefoldConfig;
  /** null: those that the folder has; a new one gets one. */
  readonly partitions: number | null;
  /** None: what goes on beside them runs alone. */
  readonly processors: readonly TasksOf[];
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Told how the tasks fare. */
  readonly observations?: Observations;
  /**
   * What goes on beside the processors in this process, which alone may write to the log: called once that is open, and
   * waited for at the end. It ends when its signal is aborted, and the processors after it, once they have read what it
   * wrote; what it throws ends them.
   */
  readonly beside?: (log: Log, signal: AbortSignal) => Promise<void>;
}

/**
 * Runs processors live on the folder's log, in this process, by the machine's clocks, until the signal is aborted.
 * Throws FolderRefusedError, LogLockedError where another process has the log, and what runTasks throws.
 */
export async function runEmbedded(options: RunEmbeddedOptions): Promise<void> {
  const { folder, config, processors, logger, observations = new Observations(), beside } = options;
  const over = new AbortController();
  const besideEnded = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const wallClock = untilStopped(signal);
  const { log, partitions } = await openLiveFolder({ ...options, wallClock });
  const ended = new AbortController();
  const following = followEnds(log, observations, ended.signal);
  try {
    const live = {
      folder,
      config,
      partitions,
      wallClock,
      replay: false,
      clockLimit: null,
      observations,
      onTracesLeft: tracesLeft(logger),
    };
    const sources = processors.flatMap((tasksOf) => tasksOf(log, live));
    const writing = (beside?.(log, signal) ?? aborted(signal)).finally(() => besideEnded.abort());
    const stop = AbortSignal.any([besideEnded.signal, abortedAfter(signal, BESIDE_MS)]);
    const loop = {
      signal: stop,
      logger,
      stopwatch: () => performance.now(),
      idle: pause,
      observations,
      inputEnds: true,
    };
    const running = sources.length === 0 ? aborted(stop) : runTasks(sources, loop);
    observations.well("start");
    // The log stays open for both until both have ended.
    const both = [running, writing].map((work) => work.finally(() => over.abort()));
    const failed = (await Promise.allSettled(both)).find((work) => work.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  } finally {
    ended.abort();
    await following;
    await log.close();
  }
}

/** Aborted so many ms after the other. */
function abortedAfter(signal: AbortSignal, ms: number): AbortSignal {
  const later = new AbortController();
  const onAbort = (): void => void setTimeout(() => later.abort(), ms).unref();
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return later.signal;
}

/** The machine's clock, which stands once the signal is aborted: so all tasks end at one instant. */
function untilStopped(signal: AbortSignal): () => number {
  let stoppedAt: number | null = null;
  signal.addEventListener("abort", () => (stoppedAt = Date.now()), { once: true });
  return () => stoppedAt ?? Date.now();
}
