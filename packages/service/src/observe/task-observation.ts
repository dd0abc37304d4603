/**
 * What is known of one task in this process: where it stands, how far behind, what it did, what is wrong.
 *
 * Told by the task (TaskObserver) and by the loop that runs it; read by metrics, health and the watchdog. Counts
 * grow as long as the process lives, whoever has the task meanwhile.
 *
 * Behind, in records: the end of an input as it was last asked for, less the position. In time: how long the
 * oldest record that was not read may have been there, which is no longer than since the newest one that was read
 * came, and no longer than since there was nothing more to read.
 */
import { performance } from "node:perf_hooks";
import {
  type CommitTrace,
  type LogRecord,
  ProcessingError,
  type Processor,
  type RestoredTask,
  type TaskCommit,
  type TaskId,
  type TaskObserver,
} from "@stagefold/processing";
import { type CommitTraces, type TaskTracing, tracedCommits, untracedCommits } from "./commit-traces.ts";
import { type Refused, refusedIn } from "./refused.ts";
import type { Trace } from "./trace.ts";

/** `away`: another has it, or it was left. */
export type TaskPhase = "away" | "opening" | "open" | "failing";

export interface TaskFailure {
  /** In a row, without a commit in between. */
  readonly failures: number;
  /** null: no failure of ours. */
  readonly code: string | null;
  readonly message: string;
}

/** A commit that was made. */
export interface ObservedCommit {
  readonly commitNumber: number;
  readonly durationMs: number;
  readonly refused: Refused | null;
  /** All that led to it since the commit before. */
  readonly trace: Trace;
}

export interface Lag {
  readonly topic: string;
  /** null: the end is not known yet. */
  readonly records: number | null;
  /** null: nor that, or nothing was read yet. */
  readonly ms: number | null;
}

/** The machine's clocks, or a test's. */
export interface ObservationClocks {
  /** ms since epoch. */
  readonly wallClock: () => number;
  /** ms, of any beginning, never going back. */
  readonly stopwatch: () => number;
}

export const MACHINE_CLOCKS: ObservationClocks = { wallClock: Date.now, stopwatch: () => performance.now() };

interface Input {
  position: number;
  end: number | null;
  /** Wall clock: no record that was not read yet came before. null: nothing was read since the task was taken over. */
  readUpToAt: number | null;
}

export class TaskObservation implements TaskObserver {
  readonly id: TaskId;
  readonly name: string;
  /** Who runs it is told of every commit. */
  onCommitted: (commit: ObservedCommit) => void = () => {};
  readonly #heard: (commit: ObservedCommit) => void;
  readonly #clocks: ObservationClocks;
  readonly #inputs = new Map<string, Input>();
  readonly #reasons = new Map<string, number>();
  readonly #traces: CommitTraces;
  #phase: TaskPhase = "away";
  #failure: TaskFailure | null = null;
  #processor: Processor | null = null;
  #clock: number | null = null;
  #lastSignAt: number;
  #committingSince: number | null = null;
  #isFetching = false;
  #signs = 0;
  #progress = 0;
  #recordsRead = 0;
  #recordsRestored = 0;
  #commits = 0;
  #timesFailed = 0;
  #restarts = 0;

  /** `heard` is told of every commit, whoever runs the task; `tracing` null: no spans are recorded. */
  constructor(
    id: TaskId,
    clocks: ObservationClocks,
    heard: (commit: ObservedCommit) => void = () => {},
    tracing: TaskTracing | null = null,
  ) {
    this.#heard = heard;
    this.#traces = tracing === null ? untracedCommits() : tracedCommits(id, tracing, clocks.wallClock);
    this.id = id;
    this.name = `${id.group}.${id.partition}`;
    this.#clocks = clocks;
    this.#lastSignAt = clocks.stopwatch();
  }

  get phase(): TaskPhase {
    return this.#phase;
  }

  /** What went wrong last, until the next commit; null: nothing. */
  get failure(): TaskFailure | null {
    return this.#failure;
  }

  /** The task's clock; null: none yet, or it is not open. */
  get clock(): number | null {
    return this.#phase === "open" ? this.#clock : null;
  }

  /** While it is open. */
  get processor(): Processor | null {
    return this.#phase === "open" ? this.#processor : null;
  }

  /** The id of the trace that what is done now is part of. */
  get traceId(): string {
    return this.#traces.id;
  }

  /** By topic, the offset of the next record to read. */
  get position(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#inputs].map(([topic, { position }]) => [topic, position]));
  }

  get recordsRead(): number {
    return this.#recordsRead;
  }

  /** Read again while the task was taken over. */
  get recordsRestored(): number {
    return this.#recordsRestored;
  }

  get timesFailed(): number {
    return this.#timesFailed;
  }

  /** How often it was stuck, and its client begun anew. */
  get restarts(): number {
    return this.#restarts;
  }

  get commits(): number {
    return this.#commits;
  }

  /** By reason. */
  get deadLetters(): ReadonlyMap<string, number> {
    return this.#reasons;
  }

  /** Grows with every sign of life: a read, a commit, a step, a failure. */
  get signs(): number {
    return this.#signs;
  }

  /** Grows with every record read and every commit. */
  get progress(): number {
    return this.#progress;
  }

  get isCommitting(): boolean {
    return this.#committingSince !== null;
  }

  /** Whether its store is being fetched from elsewhere, which takes as long as it takes. */
  get isFetching(): boolean {
    return this.#isFetching;
  }

  /** How long there was no sign of life. */
  get silentMs(): number {
    return this.#clocks.stopwatch() - this.#lastSignAt;
  }

  /** How far behind each input is. */
  lags(): readonly Lag[] {
    const now = this.#clocks.wallClock();
    return [...this.#inputs].map(([topic, { position, end, readUpToAt }]) => {
      if (end === null) return { topic, records: null, ms: null };
      const records = Math.max(0, end - position);
      if (records === 0) return { topic, records, ms: 0 };
      return { topic, records, ms: readUpToAt === null ? null : Math.max(0, now - readUpToAt) };
    });
  }

  // Told by the task.

  read(topic: string, records: readonly LogRecord[], nextOffset: number): void {
    this.#sign();
    if (records.length > 0) this.#progress++;
    const input = this.#inputs.get(topic);
    if (this.#phase !== "open" || input === undefined) {
      this.#recordsRestored += records.length;
      return;
    }
    this.#traces.took(topic, records);
    this.#recordsRead += records.length;
    input.position = nextOffset;
    input.readUpToAt = records.at(-1)?.timestamp ?? this.#clocks.wallClock();
  }

  restored({ positions, clock, processor }: RestoredTask): void {
    this.#sign();
    this.#processor = processor;
    this.#clock = clock;
    this.#inputs.clear();
    for (const topic of processor.inputs) {
      this.#inputs.set(topic, { position: positions[topic] ?? 0, end: null, readUpToAt: null });
    }
  }

  committing(): CommitTrace {
    this.#sign();
    this.#committingSince = this.#clocks.stopwatch();
    return this.#traces.committing();
  }

  published(): void {
    this.#sign();
    this.#traces.published();
  }

  committed({ mark, deadLetters }: TaskCommit): void {
    const durationMs = this.#clocks.stopwatch() - (this.#committingSince ?? this.#clocks.stopwatch());
    this.#sign();
    this.#progress++;
    this.#committingSince = null;
    this.#clock = mark.clock;
    this.#commits++;
    this.#failure = null;
    const refused = refusedIn(deadLetters);
    for (const [reason, count] of Object.entries(refused?.reasons ?? {})) {
      this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + count);
    }
    const trace = this.#traces.committed(mark.commitNumber, deadLetters.length);
    const commit = { commitNumber: mark.commitNumber, durationMs, refused, trace };
    this.#heard(commit);
    this.onCommitted(commit);
  }

  // Told by the loop that runs it, and by who asks for the ends.

  opening(): void {
    this.#sign();
    this.#phase = "opening";
  }

  opened(): void {
    this.#sign();
    this.#phase = "open";
  }

  fetching(isFetching: boolean): void {
    this.#sign();
    this.#isFetching = isFetching;
  }

  /** A step has ended. */
  stepped(): void {
    this.#sign();
  }

  failed(error: unknown): void {
    this.#sign();
    this.#committingSince = null;
    this.#isFetching = false;
    this.#phase = "failing";
    this.#timesFailed++;
    const code = error instanceof ProcessingError ? error.code : null;
    const message = error instanceof Error ? error.message : String(error);
    this.#failure = { failures: (this.#failure?.failures ?? 0) + 1, code, message };
    this.#traces.failed(error);
  }

  restarted(): void {
    this.#restarts++;
  }

  left(): void {
    this.#sign();
    this.#committingSince = null;
    this.#isFetching = false;
    this.#phase = "away";
    this.#failure = null;
    this.#processor = null;
    this.#inputs.clear();
  }

  ended(topic: string, end: number): void {
    const input = this.#inputs.get(topic);
    if (input !== undefined) input.end = end;
  }

  #sign(): void {
    this.#signs++;
    this.#lastSignAt = this.#clocks.stopwatch();
  }
}
