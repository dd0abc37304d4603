/**
 * Who is told what a task does, batch by batch and commit by commit: for metrics, logs and whoever watches that it
 * gets on. The calls are made from within the task's work, so they must be quick and must not throw.
 */
import type { CommitMark, Headers, LogRecord, OutRecord } from "../ports/log.ts";
import type { Processor } from "./processor.ts";

export interface TaskObserver {
  /**
   * A batch was read, up to `nextOffset` (exclusive); without records: up to the end. Also while the task is taken
   * over, when records are read again up to its last commit.
   */
  read(topic: string, records: readonly LogRecord[], nextOffset: number): void;
  /** The task stands where its last commit stands, and goes on from there. */
  restored(task: RestoredTask): void;
  /** A commit begins. Gives the trace that it is part of; null: none. */
  committing(): CommitTrace | null;
  /** The log has it; the store is next. */
  published(): void;
  /** It is in the log and in the store. One that fails is not told of: the failure is thrown. */
  committed(commit: TaskCommit): void;
}

export interface CommitTrace {
  /** A W3C traceparent, for the mark. */
  readonly traceparent: string;
  /**
   * The headers that an output is to have beside its own, asked once for each as it is written; null: none. Not given:
   * outputs stay as they are. Of dead letters nothing is asked, they keep the headers of their records.
   */
  readonly headersOf?: (output: OutRecord) => Headers | null;
}

export interface RestoredTask {
  readonly positions: Readonly<Record<string, number>>;
  readonly clock: number | null;
  readonly processor: Processor;
}

export interface TaskCommit {
  readonly mark: CommitMark;
  /** Those that went to the log with it. */
  readonly deadLetters: readonly OutRecord[];
}
