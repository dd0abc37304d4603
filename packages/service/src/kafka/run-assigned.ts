/**
 * The tasks of one processor that are assigned to this process, each in a live loop of its own (run-tasks.ts).
 *
 * A task that is assigned is begun, one that no longer is is left after its commit. A task that was taken from us
 * while it is still ours (a process that stood still for too long, a transaction that took too long) is taken
 * back after a while, in which the group may tell us otherwise.
 */
import { performance } from "node:perf_hooks";
import type { Logger } from "../logger.ts";
import type { Observations } from "../observe/observations.ts";
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
  /** A task that neither reads nor commits for so long, though it should, is stuck. */
  readonly stuckAfterMs: number;
  /** The same, in the middle of a commit. */
  readonly commitLimitMs: number;
  /** Opens connections anew, for a task that is stuck. */
  readonly restart: () => void;
  readonly observations: Observations;
}

interface Running {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** `sources` by partition. */
export function runAssigned(sources: readonly RunnableSource[], options: AssignedOptions): AssignedTasks {
  const { logger, onHalt, takeBackMs, stuckAfterMs, commitLimitMs, restart, observations } = options;
  const running = new Map<number, Running>();
  /** By partition, the end of what runs or ran on it last: the same store is not opened twice. */
  const ends = new Map<number, Promise<void>>();
  let halted: { readonly error: unknown } | null = null;

  async function keepRunning(source: RunnableSource, after: Promise<void>, signal: AbortSignal): Promise<void> {
    await after;
    const observation = observations.of(source.id);
    const limits = { observation, limitMs: stuckAfterMs, commitLimitMs };
    const task = watched(source, { ...limits, restart });
    try {
      while (!signal.aborted) {
        const stopwatch = (): number => performance.now();
        await runTasks([task], { signal, logger, stopwatch, idle: pause, observations });
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
      observations.of(source.id).opening();
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
