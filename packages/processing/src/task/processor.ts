/**
 * What a processor is to its task: a fold over input records, and at each commit the difference
 * between what it now knows and what it has published.
 *
 * Calls come in this order, again and again: `apply` any number of times, `settle` once. After a
 * failure in between comes `forget`: the state is that of the store's last commit again.
 *
 * Under another configuration than the state's come first, once: `reconfigure`, `reread` of what it asks for,
 * and `settle` with `reconfiguring`.
 */
import type { LogRecord, OutRecord } from "../ports/log.ts";

export interface Processor {
  /** The topics whose partition, with the task's number, the task reads. */
  readonly inputs: readonly string[];
  /**
   * Folds records of one input topic into the state. A record that is not accepted becomes a dead letter in
   * `out`, whatever is wrong with it; what is thrown is a failure of ours and stops the task.
   */
  apply(topic: string, records: readonly LogRecord[], out: OutRecord[]): void;
  /** How much has been folded since the last settling, in records; a commit is due when it is much. */
  pending(): number;
  /** The clock that the input read so far supports while it is history; null: none yet. SEMANTICS 4. */
  historyClock(): number | null;
  /** Whether, once caught up, the clock follows the wall clock, or that of the tasks upstream. */
  readonly followsWallClock: boolean;
  /** The earliest instant of the clock at which something is to be published though no record comes; null: none. */
  dueAt(): number | null;
  /**
   * Writes the state to the store and gives what the outside should now be told. Lazy: the task takes records as
   * it writes them. What it gives while `rebuilding` was published before and is not written again.
   */
  settle(at: Settling): Iterable<OutRecord>;
  /** Drops what is in memory. */
  forget(): void;
  /**
   * The state is as `former`, the same processor under another configuration, left it. Gives the topics of the
   * partition that must be read again from their beginning for what the next settling publishes.
   */
  reconfigure(former: Processor): readonly string[];
  /** Takes records of such a topic, or of `ownOutput` after a rebuilding. */
  reread(topic: string, records: readonly LogRecord[]): void;
  /** Its output that says what was published, where the rest of the state does not; null: none. Compacted. */
  readonly ownOutput: string | null;
}

export interface Settling {
  /** The clock at the last commit and now; null: none yet. Never goes back. */
  readonly clockBefore: number | null;
  readonly clockNow: number | null;
  /** Grows with every commit of the task, also across restarts: the revision of all that it publishes. */
  readonly commitNumber: number;
  /** Whether the input is caught up with: what is published now is news. */
  readonly live: boolean;
  /** The state is read again from the log up to what was committed. */
  readonly rebuilding: boolean;
  /** The configuration has changed: what it makes another is told, at the clock where the former one left off. */
  readonly reconfiguring: boolean;
  /** A replay is over with this commit: what moves with the clock alone is told as it stands. */
  readonly ending: boolean;
}
