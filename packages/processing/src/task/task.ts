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
 * What is published is a function of the configuration, too. Under another one than its last commit's a task
 * first stands where that left off, then publishes the difference in a commit of its own, then goes on.
 *
 * Clock: SEMANTICS 4. It never goes back; while reading history it follows the input, then the wall
 * clock less the lateness.
 */
import type { CommitMark, OutRecord, TaskId, TaskSession } from "../ports/log.ts";
import { epochRecord } from "./configurations.ts";
import type { Processor, Settling } from "./processor.ts";
import { READ_LIMIT } from "./read-limit.ts";
import { reread, restore } from "./restore.ts";
import { saveMark } from "./stored-mark.ts";
import type { CommitTrace } from "./task-observer.ts";
import type { TaskOptions } from "./task-options.ts";

/** What a step did. */
export type StepResult = "read" | "committed" | "idle";

/** A clock alone is sent on this often: those downstream wait for it. */
const CLOCK_INTERVAL_MS = 1_000;
/** Tasks upstream whose clock is so far behind are reading a backlog; in a live one it is a second or two. */
const UPSTREAM_BEHIND_MS = 10_000;
/**
 * While they do, what they send is gathered for so long, and longer while there is more to be read at once: a value
 * that changes often is published less often.
 */
const GATHERING_MS = 5_000;
const LONGEST_GATHERING_MS = 30_000;

export class Task {
  readonly id: TaskId;
  readonly #options: TaskOptions;
  readonly #session: TaskSession;
  readonly #positions: Map<string, number>;
  /** By topic: the end of the input when the task was taken over. */
  readonly #historyEnds: Map<string, number>;
  #commitNumber: number;
  /** The first commit under the present configuration; null: it is still to come. */
  #configuredAt: number | null;
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
    this.#configuredAt = mark?.configuredAt ?? null;
    this.#clock = mark?.clock ?? null;
    this.#lastCommitAt = options.wallClock();
  }

  /**
   * Takes the task over: fences who had it, brings the store to where the task's last commit stands, and publishes
   * what another configuration than that commit's makes another. `taken`: the session, where it was taken over already.
   */
  static async open(options: TaskOptions, taken?: TaskSession): Promise<Task> {
    const { log, id, processor } = options;
    const session = taken ?? (await log.openTask(id));
    const mark = session.lastMark;
    const { positions, former } = await restore(options, mark);
    const historyEnds = new Map<string, number>();
    for (const topic of processor.inputs) historyEnds.set(topic, await log.endOffset(topic, id.partition));
    const task = new Task(options, session, positions, historyEnds, mark);
    options.observer?.restored({ positions: Object.fromEntries(positions), clock: task.clock, processor });
    if (former !== null) await task.#guarded(() => task.#reconfigure(former));
    return task;
  }

  /** The task's clock; null: none yet. */
  get clock(): number | null {
    return this.#clock;
  }

  /** The mark of the task's newest commit; null: none yet. */
  get mark(): CommitMark | null {
    return this.#session.lastMark;
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
    const { log, id, processor, observer } = this.#options;
    let read = 0;
    let caughtUp = true;
    for (const topic of processor.inputs) {
      const from = this.position(topic);
      const { records, nextOffset } = await log.read(topic, id.partition, from, READ_LIMIT);
      this.#positions.set(topic, nextOffset);
      observer?.read(topic, records, nextOffset);
      if (nextOffset < (this.#historyEnds.get(topic) ?? 0) || records.length >= READ_LIMIT.records) caughtUp = false;
      if (nextOffset !== from) this.#hasRead = true;
      read += records.length;
      if (records.length > 0) processor.apply(topic, records, this.#deadLetters);
    }
    this.#caughtUp = caughtUp && !this.#options.replay;
    return read;
  }

  #commitIsDue(read: number): boolean {
    const { processor, commitRecords, replay, wallClock } = this.#options;
    if (processor.pending() + this.#deadLetters.length >= commitRecords) return true;
    if (replay || !this.#caughtUp) return false;
    const sinceCommit = wallClock() - this.#lastCommitAt;
    if (sinceCommit < this.#commitIntervalMs(read)) return false;
    if (this.#hasRead || read > 0) return true;
    const next = this.#nextClock();
    const due = processor.dueAt();
    if (due !== null && next !== null && due <= next) return true;
    return next !== this.#clock && sinceCommit >= CLOCK_INTERVAL_MS;
  }

  #commitIntervalMs(read: number): number {
    const { processor, commitIntervalMs, wallClock, latenessMs } = this.#options;
    if (processor.followsWallClock) return commitIntervalMs;
    const next = this.#nextClock();
    if (next !== null && next >= wallClock() - latenessMs - UPSTREAM_BEHIND_MS) return commitIntervalMs;
    return read > 0 ? LONGEST_GATHERING_MS : GATHERING_MS;
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
    await this.#publish({ clockNow: clock, live: this.#caughtUp, reconfiguring: false, ending });
    this.#hasRead = false;
  }

  /** Publishes the difference to what `former` published, at the clock where it left off. */
  async #reconfigure(former: Processor): Promise<void> {
    const { processor } = this.#options;
    this.#configuredAt = null;
    await reread(this.#options, processor.reconfigure(former), Object.fromEntries(this.#positions), this.#clock);
    await this.#publish({ clockNow: this.#clock, live: false, reconfiguring: true, ending: false });
  }

  async #publish(at: Pick<Settling, "clockNow" | "live" | "reconfiguring" | "ending">): Promise<void> {
    const { store, processor, configuration, observer, wallClock } = this.#options;
    // From where it begins: what takes long must not wait longer for the next one.
    const beganAt = wallClock();
    const commitNumber = this.#commitNumber + 1;
    const configuredAt = this.#configuredAt ?? commitNumber;
    const positions = Object.fromEntries(this.#positions);
    const mark: CommitMark = { commitNumber, positions, clock: at.clockNow, configuredAt };
    const outputs = processor.settle({ ...at, clockBefore: this.#clock, commitNumber, rebuilding: false });
    const first = [...this.#deadLetters];
    if (this.#configuredAt === null) {
      // What was read since is read under this configuration: a task that never committed stood nowhere.
      const stood = at.reconfiguring ? { positions, clock: this.#clock } : { positions: {}, clock: null };
      first.push(epochRecord(this.id, { since: commitNumber, configuration, ...stood }));
    }
    const trace = observer?.committing() ?? null;
    const written = trace?.headersOf === undefined ? outputs : withHeaders(outputs, trace.headersOf);
    const traced = trace === null ? mark : { ...mark, traceparent: trace.traceparent };
    await this.#session.commit(concat(first, written), traced);
    observer?.published();
    saveMark(store, mark);
    store.commit();
    this.#commitNumber = commitNumber;
    this.#configuredAt = configuredAt;
    this.#clock = at.clockNow;
    observer?.committed({ mark, deadLetters: this.#deadLetters });
    this.#deadLetters = [];
    this.#lastCommitAt = beganAt;
  }
}

function* concat(first: readonly OutRecord[], then: Iterable<OutRecord>): Generator<OutRecord> {
  yield* first;
  yield* then;
}

/** Outputs may be objects that make their bytes when they are asked for: they are asked here, one by one. */
function* withHeaders(
  outputs: Iterable<OutRecord>,
  headersOf: NonNullable<CommitTrace["headersOf"]>,
): Generator<OutRecord> {
  for (const output of outputs) {
    const more = headersOf(output);
    if (more === null) {
      yield output;
      continue;
    }
    const { topic, partition, key, value, headers } = output;
    yield { topic, partition, key, value, headers: headers === null ? more : { ...headers, ...more } };
  }
}
