/**
 * Watches that a task gets on, and begins its client anew where it does not.
 *
 * | stuck is a task that                                                  | for               |
 * | --------------------------------------------------------------------- | ----------------- |
 * | is being opened, or is in a step, without a record read or a commit    | `limitMs`         |
 * | commits, without the end of that                                       | `commitLimitMs`   |
 * | takes its steps and is behind, without a record read                   | `limitMs`         |
 *
 * Then `restart` opens the connections anew, and the task fails with StuckTaskError: it is closed and taken over
 * again. A task that is stuck three times, nothing read or committed in between, throws StalledTaskError: the
 * process ends, and who restarts it goes on from the last commit.
 *
 * Time in which this process itself stood still (stopped, or busy with a long fold) does not count, nor does time
 * in which a task waits after a failure, or its store is fetched (which has limits of its own).
 */
import { performance } from "node:perf_hooks";
import { type Disposition, ProcessingError } from "@stagefold/processing";
import type { TaskObservation } from "../observe/task-observation.ts";
import type { RunnableSource } from "../run-tasks.ts";

/** A task gets on no more, though its client was begun anew: something below hangs. */
export class StalledTaskError extends ProcessingError {
  readonly code = "STF-RUN-001";
  readonly disposition: Disposition = "halt";
  constructor(task: string, times: number) {
    super(
      `task ${task} was stuck ${times} times in a row: the process ends, so that it is begun anew. ` +
        "Where that happens again, look at the brokers and at the disk of the stores",
    );
    this.name = "StalledTaskError";
  }
}

/** A task gets on no more; its client is begun anew. */
export class StuckTaskError extends ProcessingError {
  readonly code = "STF-RUN-011";
  readonly disposition: Disposition = "retry";
  constructor(task: string, limitMs: number) {
    super(
      `task ${task} has neither read nor committed anything for ${limitMs} ms, though it should: the connections ` +
        "are opened anew, and the task is taken over again",
    );
    this.name = "StuckTaskError";
  }
}

export interface WatchOptions {
  readonly observation: TaskObservation;
  readonly limitMs: number;
  readonly commitLimitMs: number;
  /** Opens connections anew. */
  readonly restart: () => void;
}

const TIMES = 3;
/** Looks so often within a limit. */
const LOOKS = 20;
const LONGEST_CLOSE_MS = 5_000;

/** The source whose task is watched while it is opened and until it is closed. Not opened twice at a time. */
export function watched(source: RunnableSource, options: WatchOptions): RunnableSource {
  const { observation, restart } = options;
  const patience = patienceWith(options);
  let failure: Error | null = null;
  let waiting: ((failure: Error) => void) | null = null;
  let timer: NodeJS.Timeout | undefined;
  /** The end of an opening that was given up: it may have the store still. */
  let givenUp: Promise<void> | null = null;

  function begin(): void {
    failure = null;
    patience.begin();
    timer = setInterval(() => {
      failure = patience.look();
      if (failure === null) return;
      clearInterval(timer);
      observation.restarted();
      restart();
      waiting?.(failure);
    }, patience.lookMs);
    timer.unref();
  }

  /** The work, which fails when the task is found to be stuck. */
  async function unlessStuck<T>(work: () => Promise<T>): Promise<T> {
    if (failure !== null) throw failure;
    const { promise, reject } = Promise.withResolvers<never>();
    waiting = reject;
    try {
      return await Promise.race([promise, work()]);
    } finally {
      waiting = null;
    }
  }

  return {
    id: source.id,
    async open(signal) {
      begin();
      try {
        if (givenUp !== null) await unlessStuck(() => givenUp as Promise<void>);
        givenUp = null;
        const stop = new AbortController();
        const opening = source.open(AbortSignal.any([signal, stop.signal]));
        const { task, processor, close } = await unlessStuck(() => opening).catch((error: unknown) => {
          stop.abort(error);
          // Should it be opened all the same, it is nobody's.
          givenUp = opening.then((late) => late.close()).catch(() => {});
          throw error;
        });
        return {
          task: {
            step: () => unlessStuck(() => task.step()),
            commit: () => unlessStuck(() => task.commit()),
            position: (topic: string) => task.position(topic),
          },
          processor,
          close() {
            clearInterval(timer);
            return inTime(close(), observation.name);
          },
        };
      } catch (error) {
        clearInterval(timer);
        throw error;
      }
    },
  };
}

interface Patience {
  /** How often to look. */
  readonly lookMs: number;
  /** Waits from now. */
  begin(): void;
  /** What is wrong by now; null: nothing. */
  look(): Error | null;
}

function patienceWith({ observation, limitMs, commitLimitMs }: WatchOptions): Patience {
  const lookMs = Math.max(1, limitMs / LOOKS);
  let { signs, progress } = observation;
  let lookedAt = 0;
  let quietMs = 0;
  let strikes = 0;

  /** Whether something happened since that shows that the task is well. */
  function isWell(): boolean {
    const { phase, isFetching } = observation;
    const hasSign = observation.signs !== signs;
    const hasProgressed = observation.progress !== progress;
    ({ signs, progress } = observation);
    if (hasProgressed) strikes = 0;
    return (
      hasProgressed || isFetching || phase === "failing" || phase === "away" || (hasSign && !isBehind(observation))
    );
  }

  return {
    lookMs,
    begin() {
      lookedAt = performance.now();
      quietMs = 0;
    },
    look() {
      const now = performance.now();
      // A process that stood still has not waited.
      quietMs = isWell() ? 0 : quietMs + Math.min(now - lookedAt, 2 * lookMs);
      lookedAt = now;
      const limit = observation.isCommitting ? commitLimitMs : limitMs;
      if (quietMs < limit) return null;
      quietMs = 0;
      strikes++;
      return strikes < TIMES
        ? new StuckTaskError(observation.name, limit)
        : new StalledTaskError(observation.name, strikes);
    },
  };
}

/** What hangs is left to itself: whoever takes the task over has fenced it. */
async function inTime(closing: Promise<void>, task: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const failure = new Error(`task ${task} was not closed within ${LONGEST_CLOSE_MS} ms and is left to itself`);
    timer = setTimeout(() => reject(failure), LONGEST_CLOSE_MS);
  });
  try {
    await Promise.race([closing, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isBehind(observation: TaskObservation): boolean {
  return observation.lags().some(({ records }) => records !== null && records > 0);
}
