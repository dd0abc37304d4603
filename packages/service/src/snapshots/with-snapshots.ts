/**
 * A task whose store is copied to the shelf: on an interval, and when it is left with everything committed.
 *
 * The copy is made between steps, beginning right after a commit; the task stands still for it for a fraction of a
 * second after each commit until it is done, and is not waited for otherwise. What goes to the shelf is the copy, so
 * packing and sending take as long as they take. A snapshot that cannot be taken is a warning: nothing depends on it. With
 * the first one after a lead was erased all go that hold the lead.
 *
 * One snapshot is made at a time in a process, but when tasks are left: a copy of a store takes room and time.
 */
import { rm } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { type CommitMark, storedMark } from "@stagefold/processing";
import { erasedInCommit } from "@stagefold/processors";
import { BrokenSnapshotError, type PutSnapshot, type Snapshots } from "@stagefold/snapshots";
import { inspectStore } from "@stagefold/sqlite-store";
import type { Logger } from "../logger.ts";
import { pause } from "../pause.ts";
import type { RunnableSource } from "../run-tasks.ts";
import type { OpenTask, TaskSource } from "../task-source.ts";
import type { SnapshotObserver } from "./snapshot-event.ts";

export interface TakingOptions {
  readonly snapshots: Snapshots;
  readonly logger: Logger;
  readonly intervalMs: number;
  /** Where the copies of a task's store are made: its own file's path, with more at its end. */
  readonly fileOf: (task: TaskSource["id"]) => string;
  /** How long a task that is left may take for its last snapshot: a process that is to end has ten seconds. */
  readonly lastLimitMs: number;
  readonly turns: SnapshotTurns;
  readonly onSnapshot: SnapshotObserver;
}

/** Whose turn it is: the same for all tasks of a process. */
export interface SnapshotTurns {
  isTaken: boolean;
}

/** How long a task stands still after a commit while its store is copied: some 50 MB. */
const WINDOW_MS = 200;

/** The source, whose tasks take snapshots while they are open. */
export function withSnapshots(source: TaskSource, options: TakingOptions): RunnableSource {
  return {
    id: source.id,
    async open(signal) {
      const opened = await source.open(signal);
      const taker = new SnapshotTaker(source, opened, options);
      const { task, processor } = opened;
      return {
        task: {
          async step() {
            const did = await taker.unfailed(() => task.step());
            if (did === "committed") await taker.committed();
            return did;
          },
          commit: () => taker.unfailed(() => task.commit()),
          position: (topic) => task.position(topic),
        },
        processor,
        tidy() {
          if (!taker.isCopying) opened.tidy();
        },
        async close() {
          try {
            await taker.end();
          } finally {
            await opened.close();
          }
        },
      };
    },
  };
}

class SnapshotTaker {
  readonly #source: TaskSource;
  readonly #opened: OpenTask;
  readonly #options: TakingOptions;
  readonly #logger: Logger;
  readonly #opening: CommitMark | null;
  /** What the newest snapshot of this process holds. */
  #newest: CommitMark | null = null;
  #takenAt = performance.now();
  #copying: Promise<unknown> | null = null;
  #under: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;
  #hasFailed = false;

  constructor(source: TaskSource, opened: OpenTask, options: TakingOptions) {
    this.#source = source;
    this.#opened = opened;
    this.#options = options;
    this.#logger = options.logger.child({ task: `${source.id.group}.${source.id.partition}` });
    this.#opening = opened.task.mark;
  }

  /** Whether the store is being copied. */
  get isCopying(): boolean {
    return this.#copying !== null;
  }

  /** Does the work; after one that failed, no last snapshot is taken. */
  async unfailed<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }

  /** Right after a commit: goes on with the copy that is being made, or begins one when it is time. */
  async committed(): Promise<void> {
    const { intervalMs, turns } = this.#options;
    if (this.#copying !== null) {
      await within(WINDOW_MS, this.#copying);
      return;
    }
    if (this.#under !== null || turns.isTaken || performance.now() - this.#takenAt < intervalMs) return;
    this.#takenAt = performance.now();
    if (!this.#isNews()) return;
    const stop = new AbortController();
    turns.isTaken = true;
    const begun = Promise.withResolvers<void>();
    const done = this.#take(stop.signal, begun.resolve).finally(() => {
      turns.isTaken = false;
      this.#under = null;
      begun.resolve();
    });
    this.#under = { stop, done };
    // A write before the copy has begun would spoil it.
    await begun.promise;
    if (this.#copying !== null) await within(WINDOW_MS, this.#copying);
  }

  /** Before the store is closed: the last snapshot, where everything was committed. */
  async end(): Promise<void> {
    const { lastLimitMs } = this.#options;
    this.#under?.stop.abort();
    // Nothing that hangs below keeps a task from being left.
    if (this.#under !== null) await within(lastLimitMs, this.#under.done);
    if (this.#hasFailed || this.#opened.task.mark?.commitNumber === this.#opening?.commitNumber || !this.#isNews())
      return;
    await within(
      lastLimitMs,
      this.#take(AbortSignal.timeout(lastLimitMs), () => {}),
    );
  }

  /** Whether the state is another than the newest snapshot's, but for the clock: that costs no reading. */
  #isNews(): boolean {
    const { mark } = this.#opened.task;
    if (mark === null) return false;
    const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
    const newest = this.#newest;
    return newest === null || newest.configuredAt !== mark.configuredAt || !isSame(newest.positions, mark.positions);
  }

  /** Does not throw. */
  async #take(signal: AbortSignal, onBegun: () => void): Promise<void> {
    const { snapshots, onSnapshot, fileOf } = this.#options;
    const task = this.#source.id;
    const copy = `${fileOf(task)}.copy`;
    const packed = `${fileOf(task)}.packed`;
    const begun = performance.now();
    try {
      await removed(copy, packed);
      // It goes page by page, traces and all.
      this.#opened.removeTraces();
      const copying = this.#opened.copyStore(copy, { signal, onBegun });
      this.#copying = copying.catch(() => {});
      try {
        await copying;
      } finally {
        this.#copying = null;
      }
      const { mark, forgottenIn } = standOf(copy);
      const put: PutSnapshot = await snapshots.put({ task, mark, forgottenIn }, copy, packed, signal);
      this.#newest = mark;
      const { commitNumber } = mark;
      const { name, bytes, storeBytes } = put;
      const durationMs = Math.round(performance.now() - begun);
      this.#logger.info({ snapshot: name, commitNumber, bytes, storeBytes, durationMs }, "snapshot taken");
      onSnapshot({ type: "taken", task, commitNumber, storeBytes, bytes, durationMs });
    } catch (error) {
      this.#logger.warn({ err: error }, "a snapshot could not be taken");
      onSnapshot({ type: "not-taken", task, error });
    } finally {
      await removed(copy, packed).catch(() => {});
    }
  }
}

/** The mark that a copy holds, and since when it has forgotten: its own word, whatever the task did while it was made. */
function standOf(copy: string): { readonly mark: CommitMark; readonly forgottenIn: number | null } {
  const meta = inspectStore(copy, false);
  const named = (name: string): string | null => meta.get(name) ?? null;
  const mark = storedMark(named);
  if (mark === null) throw new BrokenSnapshotError(copy, "it holds no commit");
  return { mark, forgottenIn: erasedInCommit(named) };
}

/** Waits for `work`, but not longer than `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([work, pause(ms, enough.signal)]);
  enough.abort();
}

async function removed(...files: readonly string[]): Promise<void> {
  for (const file of files)
    for (const path of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) await rm(path, { force: true });
}
