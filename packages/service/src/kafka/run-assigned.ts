/**
 * The tasks of one processor that are assigned to this process, each in a live loop of its own (run-tasks.ts).
 *
 * A task that is assigned is begun, one that no longer is is left after its commit. A task that was taken from us
 * while it is still ours (a process that stood still for too long, a transaction that took too long) is taken
 * back after a while, in which the group may tell us otherwise.
 */
import { performance } from "node:perf_hooks";
import type { Logger } from "../logger.ts";
import { pause } from "../pause.ts";
import { type RunnableSource, runTasks } from "../run-tasks.ts";
import { watched } from "./watched.ts";

export interface AssignedTasks {
  /** From now on these partitions are ours, and no others. */
  assign(partitions: readonly number[]): void;
  /** Leaves all tasks, committed; throws what halted one of them. */
  end(): Promise<void>;
}

export interface AssignedOptions {
  readonly logger: Logger;
  /** Told when a task halts. */
  readonly onHalt: () => void;
  /** How long a task that another took stays away. */
  readonly takeBackMs: number;
  /** A step that takes longer halts the process. */
  readonly stepLimitMs: number;
}

interface Running {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** `sources` by partition. */
export function runAssigned(sources: readonly RunnableSource[], options: AssignedOptions): AssignedTasks {
  const { logger, onHalt, takeBackMs, stepLimitMs } = options;
  const running = new Map<number, Running>();
  /** By partition, the end of what runs or ran on it last: the same store is not opened twice. */
  const ends = new Map<number, Promise<void>>();
  let halted: { readonly error: unknown } | null = null;

  async function keepRunning(source: RunnableSource, after: Promise<void>, signal: AbortSignal): Promise<void> {
    await after;
    try {
      while (!signal.aborted) {
        const stopwatch = (): number => performance.now();
        await runTasks([watched(source, stepLimitMs)], { signal, logger, stopwatch, idle: pause });
        if (!signal.aborted) await pause(takeBackMs, signal);
      }
    } catch (error) {
      if (signal.aborted && error === signal.reason) return;
      halted ??= { error };
      onHalt();
    }
  }

  function assign(partitions: readonly number[]): void {
    const wanted = new Set(partitions);
    for (const [partition, { stop }] of running) {
      if (wanted.has(partition)) continue;
      running.delete(partition);
      stop.abort();
    }
    for (const partition of wanted) {
      const source = sources[partition];
      if (running.has(partition) || source === undefined) continue;
      const stop = new AbortController();
      const ended = keepRunning(source, ends.get(partition) ?? Promise.resolve(), stop.signal);
      running.set(partition, { stop, ended });
      ends.set(partition, ended);
    }
  }

  return {
    assign,
    async end() {
      assign([]);
      await Promise.all(ends.values());
      if (halted !== null) throw halted.error;
    },
  };
}
