/** What a task is made of. */
import type { Log, TaskId } from "../ports/log.ts";
import type { Store } from "../ports/store.ts";
import type { WallClock } from "../ports/wall-clock.ts";
import type { Processor } from "./processor.ts";
import type { TaskObserver } from "./task-observer.ts";

export interface TaskOptions {
  readonly id: TaskId;
  readonly log: Log;
  /** What identifies the log: a store of another one starts anew. Not given: the store lies with its log. */
  readonly logId?: string;
  readonly store: Store;
  readonly processor: Processor;
  /** What `processor` was made with, as canonical text: equal for configurations that say the same. */
  readonly configuration: string;
  /** The processor over the same store as another configuration makes it. */
  readonly formerly: (configuration: string) => Processor;
  readonly wallClock: WallClock;
  readonly latenessMs: number;
  /** Commit when so many records are pending, however far behind. Bounds memory. */
  readonly commitRecords: number;
  /** Commit at most so long after something is there to be committed, once caught up. */
  readonly commitIntervalMs: number;
  /** A replay: all input is history, and the clock never follows the wall clock. */
  readonly replay: boolean;
  /** A replay's INSTANT: the clock does not pass it. null: none. */
  readonly clockLimit: number | null;
  /** Told what the task does. */
  readonly observer?: TaskObserver;
}
