import { performance } from "node:perf_hooks";
import type { StagefoldConfig } from "@stagefold/domain";
import type { EmbeddedLog } from "@stagefold/embedded-log";
import type { Logger } from "../logger.ts";
import { pause } from "../pause.ts";
import { runTasks } from "../run-tasks.ts";
import type { TaskSource } from "../task-source.ts";
import { openFolderLog } from "./embedded-folder.ts";
import type { EmbeddedTasksOptions } from "./embedded-tasks.ts";

/** The tasks of one processor on an embedded log: trackerTasks, metricsTasks. */
export type TasksOf = (log: EmbeddedLog, options: EmbeddedTasksOptions) => readonly TaskSource[];

export interface RunEmbeddedOptions {
  readonly folder: string;
  readonly config: StagefoldConfig;
  readonly partitions: number;
  readonly processors: readonly TasksOf[];
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/**
 * Runs processors live on the folder's log, in this process, by the machine's clocks, until the signal is aborted.
 * Throws LogLockedError where another process has the log, and what runTasks throws.
 */
export async function runEmbedded(options: RunEmbeddedOptions): Promise<void> {
  const { folder, config, partitions, processors, signal, logger } = options;
  const wallClock = Date.now;
  const log = openFolderLog({ folder, partitions, wallClock });
  try {
    const live = { folder, config, partitions, wallClock, replay: false, clockLimit: null };
    const sources = processors.flatMap((tasksOf) => tasksOf(log, live));
    await runTasks(sources, { signal, logger, stopwatch: () => performance.now(), idle: pause });
  } finally {
    await log.close();
  }
}
