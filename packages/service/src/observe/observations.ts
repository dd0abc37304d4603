/** What is known of all tasks of this process, and of what they need beside the log. */
import type { TaskId } from "@stagefold/processing";
import type { SnapshotEvent, SnapshotObserver } from "../snapshots/snapshot-event.ts";
import type { TaskTracing } from "./commit-traces.ts";
import { MACHINE_CLOCKS, type ObservationClocks, type ObservedCommit, TaskObservation } from "./task-observation.ts";

export type CommitListener = (task: TaskObservation, commit: ObservedCommit) => void;

/** Tasks are known from the first time they are asked for. */
export class Observations {
  readonly #clocks: ObservationClocks;
  readonly #tracing: TaskTracing | null;
  readonly #tasks = new Map<string, TaskObservation>();
  readonly #troubles = new Map<string, string>();
  readonly #listeners: CommitListener[] = [];
  readonly #snapshotListeners: SnapshotObserver[] = [];

  /** `tracing` null: no spans are recorded. */
  constructor(clocks: ObservationClocks = MACHINE_CLOCKS, tracing: TaskTracing | null = null) {
    this.#clocks = clocks;
    this.#tracing = tracing;
  }

  of(id: TaskId): TaskObservation {
    const name = `${id.group}.${id.partition}`;
    let task = this.#tasks.get(name);
    if (task === undefined) {
      const heard = (commit: ObservedCommit): void => {
        for (const listener of this.#listeners) listener(observed, commit);
      };
      const observed = new TaskObservation(id, this.#clocks, heard, this.#tracing);
      task = observed;
      this.#tasks.set(name, task);
    }
    return task;
  }

  /** All that were ever asked for. */
  all(): Iterable<TaskObservation> {
    return this.#tasks.values();
  }

  /** Tells of every commit of every task from now on. */
  onCommit(listener: CommitListener): void {
    this.#listeners.push(listener);
  }

  /** Says what happened with a snapshot. */
  snapshot(event: SnapshotEvent): void {
    for (const listener of this.#snapshotListeners) listener(event);
  }

  /** Tells what happens with snapshots from now on. */
  onSnapshot(listener: SnapshotObserver): void {
    this.#snapshotListeners.push(listener);
  }

  /** Something that the process needs (a group, the registry) is not there: it is not ready until `well` is said of it. */
  trouble(part: string, what: unknown): void {
    this.#troubles.set(part, what instanceof Error ? what.message : String(what));
  }

  well(part: string): void {
    this.#troubles.delete(part);
  }

  /** By part, what is wrong. */
  get troubles(): ReadonlyMap<string, string> {
    return this.#troubles;
  }
}
