/**
 * A task: one partition of one processor. It reads, folds, and commits; it takes over where the
 * task's last commit stands, whoever made it.
 *
 * Commit: outputs and mark go to the log in one transaction; then the store commits the state that
 * goes with them. So the store can only be behind the log, never ahead.
 *
 * | a crash            | leaves                                   | and on taking over                        |
 * | ------------------ | ---------------------------------------- | ----------------------------------------- |
 * | before the log's commit | store and log as of the commit before | goes on from there                     |
 * | between the two    | the log one commit ahead of the store     | folds that part again, publishing nothing |
 * | after              | both as of this commit                    | goes on from there                        |
 * | store lost         | the log                                   | folds all again, publishing nothing       |
 *
 * Clock: SEMANTICS 4. It never goes back; while reading history it follows the input, then the wall
 * clock less the lateness.
 */
import type { CommitMark, Log, LogRecord, OutRecord, TaskId, TaskSession } from "../ports/log.ts";
import type { Store } from "../ports/store.ts";
import type { WallClock } from "../ports/wall-clock.ts";
import type { Processor } from "./processor.ts";

export interface TaskOptions {
  readonly id: TaskId;
  readonly log: Log;
  readonly store: Store;
  readonly processor: Processor;
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
}

/** What a step did. */
export type StepResult = "read" | "committed" | "idle";

const READ_LIMIT = { records: 5_000, bytes: 4 << 20 };
/** A clock alone is sent on this often: those downstream wait for it. */
const CLOCK_INTERVAL_MS = 1_000;

export class Task {
  readonly id: TaskId;
  readonly #options: TaskOptions;
  readonly #session: TaskSession;
  readonly #positions: Map<string, number>;
  /** By topic: the end of the input when the task was taken over. */
  readonly #historyEnds: Map<string, number>;
  #commitNumber: number;
  #clock: number | null;
  #deadLetters: OutRecord[] = [];
  #hasRead = false;
  #caughtUp = false;
  #lastCommitAt: number;

  private constructor(
    options: TaskOptions,
    session: TaskSession,
    positions: Map<string, number>,
    historyEnds: Map<string, number>,
    mark: CommitMark | null,
  ) {
    this.id = options.id;
    this.#options = options;
    this.#session = session;
    this.#positions = positions;
    this.#historyEnds = historyEnds;
    this.#commitNumber = mark?.commitNumber ?? 0;
    this.#clock = mark?.clock ?? null;
    this.#lastCommitAt = options.wallClock();
  }

  /** Takes the task over: fences who had it, and brings the store to where the task's last commit stands. */
  static async open(options: TaskOptions): Promise<Task> {
    const { log, id, processor } = options;
    const session = await log.openTask(id);
    const mark = session.lastMark;
    const positions = await restore(options, mark);
    const historyEnds = new Map<string, number>();
    for (const topic of processor.inputs) historyEnds.set(topic, await log.endOffset(topic, id.partition));
    return new Task(options, session, positions, historyEnds, mark);
  }

  /** The task's clock; null: none yet. */
  get clock(): number | null {
    return this.#clock;
  }

  /** The offset of the next record to read of an input topic. */
  position(topic: string): number {
    return this.#positions.get(topic) ?? 0;
  }

  /**
   * Reads a batch of each input, and commits when that is due. After an error the task is of no more use: open it
   * anew, which brings the state back to where its last commit stands.
   */
  async step(): Promise<StepResult> {
    return this.#guarded(async () => {
      const wasCaughtUp = this.#caughtUp;
      const read = await this.#readBatch();
      if (this.#caughtUp && !wasCaughtUp && this.#hasRead) {
        // What was read as history is published as history: at history's clock, and not as news.
        this.#caughtUp = false;
        await this.#commit(false);
        this.#caughtUp = true;
        return "committed";
      }
      if (this.#commitIsDue(read)) {
        await this.#commit(false);
        return "committed";
      }
      return read > 0 ? "read" : "idle";
    });
  }

  /** Commits what is pending, if anything is. */
  async commit(): Promise<void> {
    await this.#guarded(() => this.#commit(false));
  }

  /** Ends a replay: all has been read, the clock moves to `instant` (null: as far as the input brings it). */
  async end(instant: number | null): Promise<void> {
    await this.#guarded(async () => {
      const next = this.#nextClock();
      await this.#commit(true, instant !== null && (next === null || instant > next) ? instant : next);
    });
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // Nothing of what was not committed may stay.
      this.#options.store.rollback();
      this.#options.processor.forget();
      throw error;
    }
  }

  async #readBatch(): Promise<number> {
    const { log, id, processor } = this.#options;
    let read = 0;
    let caughtUp = true;
    for (const topic of processor.inputs) {
      const from = this.position(topic);
      const { records, nextOffset } = await log.read(topic, id.partition, from, READ_LIMIT);
      this.#positions.set(topic, nextOffset);
      if (nextOffset < (this.#historyEnds.get(topic) ?? 0) || records.length >= READ_LIMIT.records) caughtUp = false;
      if (nextOffset !== from) this.#hasRead = true;
      read += records.length;
      if (records.length > 0) processor.apply(topic, records, this.#deadLetters);
    }
    this.#caughtUp = caughtUp && !this.#options.replay;
    return read;
  }

  #commitIsDue(read: number): boolean {
    const { processor, commitRecords, commitIntervalMs, replay, wallClock } = this.#options;
    if (processor.pending() + this.#deadLetters.length >= commitRecords) return true;
    if (replay || !this.#caughtUp) return false;
    const sinceCommit = wallClock() - this.#lastCommitAt;
    if (sinceCommit < commitIntervalMs) return false;
    if (this.#hasRead || read > 0) return true;
    const next = this.#nextClock();
    const due = processor.dueAt();
    if (due !== null && next !== null && due <= next) return true;
    return next !== this.#clock && sinceCommit >= CLOCK_INTERVAL_MS;
  }

  /** Where the clock moves with the next commit. */
  #nextClock(): number | null {
    const { processor, wallClock, latenessMs, clockLimit } = this.#options;
    const history = processor.historyClock();
    let next = history;
    if (this.#caughtUp && processor.followsWallClock) {
      next = wallClock() - latenessMs;
    } else if (next !== null && !this.#options.replay && next > wallClock()) {
      next = wallClock();
    }
    if (next !== null && clockLimit !== null && next > clockLimit) next = clockLimit;
    if (this.#clock !== null && (next === null || next < this.#clock)) return this.#clock;
    return next;
  }

  async #commit(ending: boolean, clock: number | null = this.#nextClock()): Promise<void> {
    if (!ending && !this.#hasRead && clock === this.#clock && this.#options.processor.pending() === 0) return;
    const { store, processor } = this.#options;
    const commitNumber = this.#commitNumber + 1;
    const mark: CommitMark = { commitNumber, positions: Object.fromEntries(this.#positions), clock };
    const outputs = processor.settle({
      clockBefore: this.#clock,
      clockNow: clock,
      commitNumber,
      live: this.#caughtUp,
      rebuilding: false,
      ending,
    });
    await this.#session.commit(concat(this.#deadLetters, outputs), mark);
    saveMark(store, mark);
    store.commit();
    this.#commitNumber = commitNumber;
    this.#clock = clock;
    this.#deadLetters = [];
    this.#hasRead = false;
    this.#lastCommitAt = this.#options.wallClock();
  }
}

function* concat(first: readonly OutRecord[], then: Iterable<OutRecord>): Generator<OutRecord> {
  yield* first;
  yield* then;
}

const MARK = "mark";

function saveMark(store: Store, mark: CommitMark): void {
  store.setMeta(MARK, JSON.stringify(mark));
}

function savedMark(store: Store): CommitMark | null {
  const text = store.meta(MARK);
  return text === null ? null : (JSON.parse(text) as CommitMark);
}

/** Brings the store to `mark`, and gives the positions there. */
async function restore(options: TaskOptions, mark: CommitMark | null): Promise<Map<string, number>> {
  const { store, processor } = options;
  let saved = savedMark(store);
  if (!isPrefix(saved, mark)) {
    // A store of another log, or ahead of this one: what it says is not to be trusted.
    store.clear();
    processor.forget();
    saved = null;
  }
  if (mark !== null && saved?.commitNumber !== mark.commitNumber) await rebuild(options, saved, mark);
  const positions = new Map<string, number>();
  // A task without a commit needs all that ever was: a log that has lost its beginning says so at the first read.
  for (const topic of processor.inputs) positions.set(topic, mark?.positions[topic] ?? 0);
  return positions;
}

function isPrefix(saved: CommitMark | null, mark: CommitMark | null): boolean {
  if (saved === null) return true;
  if (mark === null || saved.commitNumber > mark.commitNumber) return false;
  return Object.entries(saved.positions).every(([topic, position]) => position <= (mark.positions[topic] ?? 0));
}

/**
 * Folds what lies between the store and the mark with publishing off, then moves the clock to the
 * mark's. By the law of SEMANTICS 1 the state is then what it was at that commit.
 */
async function rebuild(options: TaskOptions, saved: CommitMark | null, mark: CommitMark): Promise<void> {
  const { store, processor, commitRecords } = options;
  let clockBefore = saved?.clock ?? null;
  const discarded: OutRecord[] = [];
  const settle = (clockNow: number | null, at: CommitMark): void => {
    const settling = {
      clockBefore,
      clockNow,
      commitNumber: mark.commitNumber,
      live: false,
      rebuilding: true,
      ending: false,
    };
    for (const _ of processor.settle(settling));
    clockBefore = clockNow;
    discarded.length = 0;
    saveMark(store, at);
    store.commit();
  };
  const positions: Record<string, number> = { ...saved?.positions };
  for (const topic of processor.inputs) {
    const end = mark.positions[topic];
    if (end === undefined) continue;
    for await (const [records, nextOffset] of recordsUpTo(options, topic, saved?.positions[topic], end)) {
      processor.apply(topic, records, discarded);
      positions[topic] = nextOffset;
      if (processor.pending() >= commitRecords) {
        // An unfinished rebuild goes on from here; its number is not yet the mark's, so that nobody takes it for done.
        settle(clockBefore, {
          commitNumber: saved?.commitNumber ?? 0,
          positions: { ...positions },
          clock: clockBefore,
        });
      }
    }
  }
  settle(mark.clock, mark);
}

async function* recordsUpTo(
  { log, id }: TaskOptions,
  topic: string,
  from: number | undefined,
  end: number,
): AsyncGenerator<readonly [readonly LogRecord[], number]> {
  // From nothing, all that ever was is needed: a log that has lost its beginning must say so.
  let offset = from ?? 0;
  while (offset < end) {
    const limit = { records: Math.min(READ_LIMIT.records, end - offset), bytes: READ_LIMIT.bytes };
    const { records, nextOffset } = await log.read(topic, id.partition, offset, limit);
    if (nextOffset === offset)
      throw new Error(`${topic}[${id.partition}] ends at ${offset}, before the commit at ${end}`);
    const within = records.filter((record) => record.offset < end);
    offset = Math.min(nextOffset, end);
    yield [within, offset];
  }
}
