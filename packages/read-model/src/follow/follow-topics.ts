/**
 * Follows the topics into a read model, until told to stop.
 *
 * Round after round each partition gives one batch, written with its position in one transaction. The model is caught
 * up once it has passed the ends that the partitions had when the round began, or lags by no more than a batch: from
 * then on its changes are live and its clock is the wall clock less the lateness (SEMANTICS 4), unless the topics tell
 * the time themselves, as after a replay.
 */
import type { AvroCodec } from "@stagefold/codec";
import type { StagefoldConfig } from "@stagefold/domain";
import { OffsetOutOfRangeError, ProcessingError, type WallClock } from "@stagefold/processing";
import type { ReadModelWriter } from "../write/read-model-writer.ts";
import { type FollowedLog, type FollowedPartition, followedPartitions, standingOf } from "./partitions.ts";
import { type Reading, writeBatch } from "./write-batch.ts";

export interface FollowOptions {
  /** Read only. */
  readonly log: FollowedLog;
  readonly codec: AvroCodec;
  readonly config: StagefoldConfig;
  readonly writer: ReadModelWriter;
  readonly signal: AbortSignal;
  readonly wallClock: WallClock;
  /** `wall`: once caught up the clock follows the wall clock. `topics`: it is the newest that the topics tell of. */
  readonly clock: "wall" | "topics";
  /** Waits before the topics are looked at again; ends early when the signal does. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How long nothing new is waited on. Default 100 ms. */
  readonly idleMs?: number;
  readonly events?: FollowEvents;
}

/** What there is to tell; none of it needs an answer. */
export interface FollowEvents {
  /** Something was written. */
  readonly onWritten?: () => void;
  /** After each round: how many records it has not read, by the ends that it saw, and whether that counts as caught up. */
  readonly onLooked?: (behind: number, caughtUp: boolean) => void;
  /** All that the topics held was read, for the first time or again after falling behind. */
  readonly onCaughtUp?: () => void;
  /** The model was emptied, and is made again. */
  readonly onMadeAnew?: (why: string) => void;
  /** The log is away for a while; it is tried again. */
  readonly onTrouble?: (error: ProcessingError) => void;
  /** What erased leads have left in the model's file could not be taken out of it; it is tried again after a while. */
  readonly onUncleaned?: (error: ProcessingError) => void;
  /** A record of a published topic cannot be read and was passed over. */
  readonly onUnreadable?: (topic: string, offset: number, detail: string) => void;
}

const BATCH = { records: 2_000, bytes: 2 << 20 };
const IDLE_MS = 100;
const TROUBLE_MS = 1_000;
/** How often it is stated that the topics were looked at while nothing came. */
const STATED_EVERY_MS = 1_000;

/**
 * Follows until `signal` is aborted; what was written stands. Throws what retrying does not mend: ReadModelTakenError,
 * errors of the log that halt.
 */
export async function followTopics(options: FollowOptions): Promise<void> {
  const { signal, pause, idleMs = IDLE_MS, events = {} } = options;
  let follower: Follower | null = null;
  if (options.writer.madeAnew !== null) events.onMadeAnew?.(options.writer.madeAnew);
  while (!signal.aborted) {
    try {
      follower ??= new Follower(options, await followedPartitions(options.log));
      if (!(await follower.round())) await pause(idleMs, signal);
    } catch (error) {
      if (!(error instanceof ProcessingError) || error.disposition !== "retry") throw error;
      events.onTrouble?.(error);
      await pause(TROUBLE_MS, signal);
    }
  }
}

/** One life of following: what it knows, the file knows too. */
class Follower {
  readonly #options: FollowOptions;
  readonly #events: FollowEvents;
  readonly #reading: Reading;
  readonly #partitions: readonly FollowedPartition[];
  /** null: not looked yet. */
  #caughtUp: boolean | null = null;
  /** Who was caught up before goes on live where little came meanwhile. */
  #live: boolean;
  #statedAt = Number.NEGATIVE_INFINITY;

  constructor(options: FollowOptions, partitions: readonly FollowedPartition[]) {
    this.#options = options;
    this.#events = options.events ?? {};
    this.#partitions = partitions;
    this.#live = options.writer.caughtUp;
    const onUnreadable = this.#events.onUnreadable ?? ((): void => {});
    this.#reading = { codec: options.codec, config: options.config, onUnreadable };
  }

  /** Reads a batch of each partition. False: there was nothing to read. */
  async round(): Promise<boolean> {
    let moved = false;
    let lag = 0;
    let behind = 0;
    for (const of of this.#partitions) {
      if (this.#options.signal.aborted) return true;
      const left = await this.#advance(of);
      if (left === "another log") return true;
      moved ||= left.moved;
      lag = Math.max(lag, left.lag);
      behind += left.lag;
    }
    // Whoever has fallen behind by less than a batch still counts as caught up; who never was, must have read all.
    const caughtUp = lag === 0 || (this.#live && lag <= BATCH.records);
    this.#lookedAround(caughtUp);
    this.#events.onLooked?.(behind, caughtUp);
    return moved;
  }

  async #advance(of: FollowedPartition): Promise<{ readonly moved: boolean; readonly lag: number } | "another log"> {
    const { log, writer } = this.#options;
    const standing = await standingOf(log, of, writer);
    if (standing === null) {
      const why = `${of.topic}[${of.partition}] ends before the model's position: it is another log`;
      writer.makeAnew();
      this.#caughtUp = null;
      this.#live = false;
      this.#events.onMadeAnew?.(why);
      return "another log";
    }
    const { at, end } = standing;
    if (at === end) return { moved: false, lag: 0 };
    const { records, nextOffset } = await log.read(of.topic, of.partition, at, BATCH).catch((error: unknown) => {
      // Deleted between the two calls: the next round finds where it begins now.
      if (error instanceof OffsetOutOfRangeError) return { records: [], nextOffset: at };
      throw error;
    });
    if (nextOffset === at) return { moved: false, lag: end - at };
    const from = writer.position(of.topic, of.partition);
    const live = this.#live && end - at <= BATCH.records;
    writer.write({ ...of, from, to: nextOffset }, live, (batch) => {
      writeBatch(of.topic, records, this.#reading, batch);
    });
    this.#events.onWritten?.();
    return { moved: true, lag: Math.max(0, end - nextOffset) };
  }

  #lookedAround(caughtUp: boolean): void {
    const { writer, wallClock, clock, config } = this.#options;
    const now = wallClock();
    const changed = caughtUp !== this.#caughtUp;
    if (!changed && now - this.#statedAt < STATED_EVERY_MS) return;
    writer.lookedAround(caughtUp, caughtUp && clock === "wall" ? now - config.clock.latenessMs : null);
    this.#statedAt = now;
    this.#caughtUp = caughtUp;
    this.#live = caughtUp;
    if (changed && caughtUp) this.#events.onCaughtUp?.();
    if (caughtUp) this.#clean();
  }

  #clean(): void {
    try {
      this.#options.writer.clean();
    } catch (error) {
      if (!(error instanceof ProcessingError) || error.disposition !== "retry") throw error;
      this.#events.onUncleaned?.(error);
    }
  }
}
