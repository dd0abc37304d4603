/**
 * Brings the outbox to the log, oldest first, for as long as it runs.
 *
 * A commit holds the next rows and its number, and the file knows both before it is made (taken-over.ts): so a crash
 * between the log and the file writes nothing twice. A failure is met as its disposition asks: `retry` and `drop` take the
 * task over again after 0.1 s, 0.2 s, ... up to 5 s, meanwhile the outbox grows; `halt` ends it.
 *
 * Rows stay until the commit after theirs is acknowledged. Those that are to leave soon (`clearTo`: of a lead that was
 * erased) are followed by an empty commit where there is nothing else to commit.
 */
import { randomInt } from "node:crypto";
import {
  type CommitMark,
  type Log,
  type OutRecord,
  ProcessingError,
  partitionOf,
  type TaskSession,
} from "@stagefold/processing";
import type { IntakeFile, Progress } from "../file/intake-file.ts";
import type { PendingBatch } from "../file/outbox.ts";
import { pause } from "../pause.ts";
import { DrainRate } from "./drain-rate.ts";
import { markOf, takenOver } from "./taken-over.ts";

export interface DrainEvents {
  /** A commit is in the log. */
  readonly onPublished?: (published: PublishedEvents) => void;
  /** The log takes nothing; it is tried again after `waitMs`. */
  readonly onTrouble?: (error: ProcessingError, waitMs: number) => void;
  /** The log takes events again. */
  readonly onWell?: () => void;
}

/** A commit of the outbox. */
export interface PublishedEvents {
  readonly events: number;
  readonly ms: number;
  /** The spans that sent them, each once, as W3C traceparents. */
  readonly traceparents: readonly string[];
}

/** A commit to the log has no more than this. */
const BATCH = { records: 5_000, bytes: 4 << 20 };
/** So long after the outbox was empty. */
const GATHERED_MS = 10;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

export class Drainer {
  readonly #log: Log;
  readonly #file: IntakeFile;
  readonly #events: DrainEvents;
  readonly #stop: AbortSignal;
  readonly #counts = new Map<string, number>();
  readonly #rate = new DrainRate();
  /** By the last row they wait for. */
  #waiting: { readonly upTo: number; readonly resolve: () => void }[] = [];
  /** The last row that is to leave soon. */
  #clearTo = 0;
  /** Who waits until it has left. */
  #clearing: (() => void)[] = [];
  #wake: () => void = () => {};
  #session: TaskSession | null = null;
  #trouble: string | null = null;

  /** `stop` ends it between two commits. */
  constructor(log: Log, file: IntakeFile, stop: AbortSignal, events: DrainEvents) {
    this.#log = log;
    this.#file = file;
    this.#events = events;
    this.#stop = stop;
  }

  /** Why the log takes nothing; null: it does, as far as is known. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** How long it may take until so many bytes more are in the log; null: it has never taken any. */
  msFor(bytes: number): number | null {
    return this.#rate.msFor(bytes);
  }

  /** There may be something in the outbox. */
  wake(): void {
    this.#wake();
  }

  /** The rows up to this one are to leave the file as soon as the log keeps them. */
  clearTo(upTo: number): void {
    this.#clearTo = upTo;
    this.#wake();
  }

  /** Resolves once all that is to leave soon has left. */
  cleared(): Promise<void> {
    if (this.#file.progress.keptTo >= this.#clearTo) return Promise.resolve();
    return new Promise((resolve) => {
      this.#clearing.push(resolve);
    });
  }

  /** Resolves once the rows up to this one are in the log. */
  landed(upTo: number): Promise<void> {
    if (upTo <= this.#file.outbox.sentTo) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ upTo, resolve });
    });
  }

  /** Runs until it is stopped. Throws what retrying does not mend. */
  async run(): Promise<void> {
    const onStop = (): void => this.#wake();
    this.#stop.addEventListener("abort", onStop, { once: true });
    let failures = 0;
    try {
      while (!this.#stop.aborted) {
        try {
          await this.#advance();
          failures = 0;
        } catch (error) {
          await this.#leave();
          if (!(error instanceof ProcessingError) || error.disposition === "halt") throw error;
          await this.#wait(error, failures++);
        }
      }
    } finally {
      this.#stop.removeEventListener("abort", onStop);
      await this.#leave();
    }
  }

  /** Commits all there is, or waits for something. */
  async #advance(): Promise<void> {
    if (this.#session === null) {
      this.#session = await takenOver(this.#log, this.#file, () => !this.#stop.aborted);
      if (this.#stop.aborted) return;
      this.#tell();
    }
    let begun = this.#begin(null);
    if (begun === null) {
      this.#well();
      await this.#news();
      // Offers of one event each, one after the other, share a commit; nobody waits for it.
      if (this.#waiting.length === 0) await pause(GATHERED_MS, this.#stop);
      return;
    }
    while (begun !== null) {
      const startedAt = performance.now();
      const { batch, mark } = begun;
      await this.#session.commit(await this.#records(batch), mark);
      // Whoever opens the file next learns from the log that it is there.
      if (this.#stop.aborted) return;
      begun = this.#begin(batch);
      const ms = performance.now() - startedAt;
      this.#well();
      this.#tell();
      if (batch.records.length === 0) continue;
      this.#rate.took(batch.bytes, ms);
      const spans = new Set(batch.records.map(({ traceparent }) => traceparent));
      const traceparents = [...spans].filter((span) => span !== null);
      this.#events.onPublished?.({ events: batch.records.length, ms, traceparents });
    }
  }

  /** The next commit, noted as begun. `landed` is in the log, and so is for certain what came before it. */
  #begin(landed: PendingBatch | null): { readonly batch: PendingBatch; readonly mark: CommitMark } | null {
    const { outbox } = this.#file;
    if (landed === null && outbox.events === 0 && emptyBatchBehind(this.#file.progress, this.#clearTo) === null)
      return null;
    return this.#file.transaction(() => {
      let { commits, keptTo, begun } = this.#file.progress;
      if (landed !== null) {
        outbox.sent(landed);
        const [before, last] = begun;
        if (before !== undefined && last !== undefined) {
          outbox.remove(before.upTo);
          commits++;
          keptTo = before.upTo;
          begun = [last];
        }
      }
      const batch = outbox.oldest(BATCH) ?? emptyBatchBehind({ commits, keptTo, begun }, this.#clearTo);
      if (batch === null) {
        this.#file.setProgress({ commits, keptTo, begun });
        return null;
      }
      const next = { upTo: batch.upTo, token: randomInt(2 ** 47) };
      this.#file.setProgress({ commits, keptTo, begun: [...begun, next] });
      return { batch, mark: markOf(commits + begun.length + 1, next) };
    });
  }

  async #records({ records }: PendingBatch): Promise<OutRecord[]> {
    const out: OutRecord[] = [];
    for (const { topic, key, value, traceparent } of records) {
      let partitions = this.#counts.get(topic);
      if (partitions === undefined) {
        partitions = await this.#log.partitionCount(topic);
        this.#counts.set(topic, partitions);
      }
      const headers = traceparent === null ? null : { traceparent: Buffer.from(traceparent) };
      out.push({ topic, partition: partitionOf(key, partitions), key, value, headers });
    }
    return out;
  }

  #tell(): void {
    const { sentTo } = this.#file.outbox;
    const still = this.#waiting.filter(({ upTo }) => upTo > sentTo);
    for (const { upTo, resolve } of this.#waiting) if (upTo <= sentTo) resolve();
    this.#waiting = still;
    if (this.#clearing.length === 0 || this.#file.progress.keptTo < this.#clearTo) return;
    for (const resolve of this.#clearing.splice(0)) resolve();
  }

  /** Until it is woken or stopped. */
  #news(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    if (this.#stop.aborted) resolve();
    return promise;
  }

  #well(): void {
    if (this.#trouble === null) return;
    this.#trouble = null;
    this.#events.onWell?.();
  }

  async #wait(error: ProcessingError, failures: number): Promise<void> {
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
    this.#trouble = error.message;
    this.#counts.clear();
    if (!this.#stop.aborted) this.#events.onTrouble?.(error, waitMs);
    await pause(waitMs, this.#stop);
  }

  async #leave(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    try {
      await session?.close();
    } catch {
      // What is committed is safe, and what failed first is what is said.
    }
  }
}

/** The empty batch behind the last one that landed, where rows of that are to leave soon; null: none are. */
function emptyBatchBehind({ keptTo, begun }: Progress, clearTo: number): PendingBatch | null {
  const [landed, another] = begun;
  if (landed === undefined || another !== undefined) return null;
  return keptTo < Math.min(clearTo, landed.upTo) ? { records: [], upTo: landed.upTo, bytes: 0 } : null;
}
