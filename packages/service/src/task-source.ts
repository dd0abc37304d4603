import type { Processor, Task, TaskId } from "@stagefold/processing";
import type { CopyOptions } from "@stagefold/sqlite-store";

/** A task that can be taken over, again and again: each time with a store, a processor and a session of its own. */
export interface TaskSource<P extends Processor = Processor> {
  readonly id: TaskId;
  /**
   * Opens the store and takes the task over, which may mean to rebuild it from the log. An aborted signal ends
   * that with its reason. Where it throws, nothing stays open.
   */
  open(signal?: AbortSignal): Promise<OpenTask<P>>;
}

/** A task taken over. */
export interface OpenTask<P extends Processor = Processor> {
  readonly task: Task;
  readonly processor: P;
  /** Copies the store as of its last commit to `file`; to be called when nothing was read since that commit. */
  copyStore(file: string, options?: CopyOptions): Promise<void>;
  /** Between commits: writes the store's file anew where it may hold traces of erased leads. */
  removeTraces(): void;
  /** The same, at most once an hour: called whenever there is nothing else to do. */
  tidy(): void;
  /** Leaves the task and closes its store; what was not committed is forgotten. */
  close(): Promise<void>;
}
