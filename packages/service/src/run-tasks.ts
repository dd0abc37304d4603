/**
 * The live loop of a process: steps its tasks in turn until it is told to stop.
 *
 * A failure is met as it asks for (its disposition):
 *
 * | disposition | what happens                                                                       |
 * | ----------- | ---------------------------------------------------------------------------------- |
 * | retry       | the task is closed and taken over again, after 0.1 s, 0.2 s, ... up to 30 s, until it commits |
 * | drop        | the task is closed and not touched again: another has it                            |
 * | halt        | all tasks are closed and the failure is thrown; so is what is no failure of ours    |
 *
 * Told to stop, it lets the step that runs finish, commits what is pending of each task that had caught up, and closes
 * them. Tasks whose clock is that of tasks before them are last, and first read what these have sent; where nobody writes
 * to the input any more, the others too first read the rest of it. So what was caught up stays so. A task in the middle of a backlog is left at its last commit, and so is one whose step
 * or commit takes longer than supervisors wait. Whatever ends the process, nothing is lost or doubled: each task goes on
 * from its last commit.
 */
import { setImmediate } from "node:timers/promises";
import { type Disposition, ProcessingError, type Processor, type Task, type TaskId } from "@stagefold/processing";
import type { Logger } from "./logger.ts";
import { Observations } from "./observe/observations.ts";
import type { ObservedCommit, TaskObservation } from "./observe/task-observation.ts";

/** What the loop needs of a TaskSource. */
export interface RunnableSource {
  readonly id: TaskId;
  open(signal: AbortSignal): Promise<RunnableTask>;
}

/** What the loop needs of an OpenTask. */
export interface RunnableTask {
  readonly task: Pick<Task, "step" | "commit" | "position">;
  readonly processor: Pick<Processor, "inputs" | "followsWallClock">;
  /** Called when the task has nothing else to do. */
  tidy?(): void;
  close(): Promise<void>;
}

export interface RunOptions {
  /** Aborted: stop. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** ms, of any beginning, never going back: how long a failed task waits. */
  readonly stopwatch: () => number;
  /** Waits so many ms or until the signal is aborted: when no task has anything to do. */
  readonly idle: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told how the tasks fare. */
  readonly observations?: Observations;
  /** Once it is told to stop nobody writes to the input any more. Default: others may go on. */
  readonly inputEnds?: boolean;
  /** Told to stop, a step or commit is waited for so long. Default five seconds. */
  readonly leaveLimitMs?: number;
}

/** How long new input may wait when nothing else is going on. */
const POLL_MS = 50;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;
/** How long, once told to stop, tasks may read the rest of their input, and then what others have sent: it leaves time for their commits. */
const REST_MS = 1_000;
const DRAIN_MS = 3_000;
/** Below what supervisors wait, with time to close everything. */
const LEAVE_LIMIT_MS = 5_000;
const GIVEN_UP = Symbol("given up");

interface Slot {
  readonly source: RunnableSource;
  readonly logger: Logger;
  readonly observation: TaskObservation;
  opened: RunnableTask | null;
  /** Since the last commit. */
  failures: number;
  /** By the stopwatch. */
  retryAt: number;
  caughtUp: boolean;
}

/**
 * Runs the tasks until the signal is aborted or another process has all of them. Throws the failure that halts
 * it; all tasks are closed either way.
 */
export async function runTasks(sources: readonly RunnableSource[], options: RunOptions): Promise<void> {
  const { signal, stopwatch, idle, observations = new Observations(), leaveLimitMs = LEAVE_LIMIT_MS } = options;
  const limit = limitAfter(signal, leaveLimitMs);
  const slots = new Set<Slot>();
  for (const source of sources) {
    const task = `${source.id.group}.${source.id.partition}`;
    const state = { opened: null, failures: 0, retryAt: Number.NEGATIVE_INFINITY, caughtUp: false };
    const observation = observations.of(source.id);
    const logger = options.logger.child({ task });
    observation.onCommitted = (commit) => logCommit(logger, observation, commit);
    // Before anything is awaited: a process whose tasks are about to begin is not ready.
    observation.opening();
    slots.add({ source, logger, observation, ...state });
  }
  try {
    while (!signal.aborted && slots.size > 0) {
      let busy = false;
      for (const slot of slots) {
        if (signal.aborted) break;
        if (slot.opened === null && stopwatch() < slot.retryAt) continue;
        try {
          if (await advance(slot, signal, limit)) busy = true;
        } catch (error) {
          if (error === GIVEN_UP) slot.caughtUp = false;
          if (signal.aborted && (slot.opened === null || error === GIVEN_UP)) break;
          await meet(slot, error);
        }
        // An embedded log answers without the event loop: let signals and timers have their turn.
        await setImmediate();
      }
      if (!busy && slots.size > 0) await idle(POLL_MS, signal);
    }
    const restUntil = options.inputEnds === true ? stopwatch() + REST_MS : Number.NEGATIVE_INFINITY;
    for (const slot of slots) if (!follows(slot)) await leave(slot, limit, () => stopwatch() < restUntil);
    const drainUntil = stopwatch() + DRAIN_MS;
    for (const slot of slots) if (follows(slot)) await leave(slot, limit, () => stopwatch() < drainUntil);
  } finally {
    limit.release();
    for (const slot of slots) {
      await close(slot);
      slot.observation.left();
    }
  }

  async function meet(slot: Slot, error: unknown): Promise<void> {
    const at = stateOf(slot);
    const disposition = dispositionOf(error);
    slot.observation.failed(error);
    await close(slot);
    if (disposition === "halt") {
      slot.logger.error({ ...at, err: error }, "the task cannot go on");
      throw error;
    }
    if (disposition === "drop") {
      slots.delete(slot);
      slot.observation.left();
      slot.logger.warn({ ...at, err: error }, "the task is left to another");
      return;
    }
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** slot.failures, LONGEST_RETRY_MS);
    slot.failures++;
    slot.retryAt = stopwatch() + waitMs;
    slot.logger.warn({ ...at, err: error, failures: slot.failures, waitMs }, "the task failed and is taken over again");
  }
}

/** Opens the task or takes a step; whether there may be more to do at once. */
async function advance(slot: Slot, signal: AbortSignal, limit: Limit): Promise<boolean> {
  if (slot.opened === null) {
    slot.observation.opening();
    slot.opened = await slot.source.open(signal);
    slot.observation.opened();
    slot.caughtUp = false;
    slot.logger.info(stateOf(slot), "task taken over");
    return true;
  }
  const did = await limit.within(slot.opened.task.step());
  slot.observation.stepped();
  if (did === "committed") slot.failures = 0;
  if (did === "idle") slot.opened.tidy?.();
  if (did === "idle" && !slot.caughtUp) {
    slot.caughtUp = true;
    slot.logger.info(stateOf(slot), "caught up");
  }
  return did !== "idle";
}

/** Whether the task's clock is that of others, which are to have committed before it is left. */
function follows({ opened }: Slot): boolean {
  return opened !== null && !opened.processor.followsWallClock;
}

/**
 * Takes steps while it may and there is something to do, and commits what is pending, before the task is closed; a
 * passing failure, and the rest of a backlog, is left to who takes the task over.
 */
async function leave(slot: Slot, limit: Limit, mayStep: () => boolean): Promise<void> {
  if (slot.opened === null) return;
  if (!slot.caughtUp) {
    slot.logger.info(stateOf(slot), "task left at its last commit, in the middle of a backlog");
    return;
  }
  const { task } = slot.opened;
  try {
    // An embedded log answers without the event loop: a second signal, or the limit, ends the process.
    while (mayStep() && (await limit.within(task.step())) !== "idle") await setImmediate();
    await limit.within(task.commit());
    slot.logger.info(stateOf(slot), "task left, all committed");
  } catch (error) {
    if (error !== GIVEN_UP && dispositionOf(error) === "halt") throw error;
    const why = error === GIVEN_UP ? { limited: "it took too long" } : { err: error };
    slot.logger.warn({ ...stateOf(slot), ...why }, "task left at its last commit");
  }
}

/** How long work may take once a signal is aborted. */
interface Limit {
  /** What the work gives; throws GIVEN_UP when it takes too long. Its store is closed then, which ends it. */
  within<T>(work: Promise<T>): Promise<T>;
  release(): void;
}

function limitAfter(signal: AbortSignal, limitMs: number): Limit {
  const { promise: passed, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting.
  passed.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(reject, limitMs, GIVEN_UP);
    timer.unref();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return {
    within: (work) => Promise.race([work, passed]),
    release() {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    },
  };
}

async function close(slot: Slot): Promise<void> {
  const { opened } = slot;
  slot.opened = null;
  try {
    await opened?.close();
  } catch (error) {
    // What is committed is safe; who takes the task over restores the rest.
    slot.logger.warn({ ...stateOf(slot), err: error }, "the task could not be closed cleanly");
  }
}

function dispositionOf(error: unknown): Disposition {
  return error instanceof ProcessingError ? error.disposition : "halt";
}

/** What every line about a task says beside its name: where it stands, and the trace that its work is part of. */
function stateOf({ opened, observation }: Slot): Readonly<Record<string, unknown>> {
  const { position, traceId } = observation;
  return { position: opened === null ? position : positionsOf(opened), traceId };
}

function logCommit(logger: Logger, observation: TaskObservation, commit: ObservedCommit): void {
  const { commitNumber, durationMs, refused, trace } = commit;
  const at = { position: observation.position, commitNumber, traceId: trace.id };
  if (refused !== null) logger.warn({ ...at, ...refused }, "records became dead letters");
  if (logger.isLevelEnabled("debug")) logger.debug({ ...at, durationMs: Math.round(durationMs) }, "committed");
}

function positionsOf({ task, processor }: RunnableTask): Record<string, number> {
  return Object.fromEntries(processor.inputs.map((topic) => [topic, task.position(topic)]));
}
