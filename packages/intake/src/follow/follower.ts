/**
 * Reads the topics of events into what is known: what other writers sent, and all of it for a new file.
 *
 * What the processors refuse counts for nothing here either. Events of our own come back this way and are found known.
 * Of a topic whose beginning was deleted the first record that is there is the next. Leads that were erased are
 * forgotten, also where the log itself has forgotten who they were (LeadRemains).
 */

import { setImmediate } from "node:timers/promises";
import {
  type Log,
  type LogRecord,
  OffsetOutOfRangeError,
  ProcessingError,
  type ReadResult,
} from "@stagefold/processing";
import { FUNNEL_TARGETS, judge, LEAD_EVENTS, remainsIn, SPEND_EVENTS } from "@stagefold/processors";
import type { Judging } from "../accept/judging.ts";
import { OtherLogError } from "../errors.ts";
import type { IntakeFile } from "../file/intake-file.ts";
import { learn, subjectOfKeyHash } from "../file/known-events.ts";
import { pause } from "../pause.ts";

/** What is asked of a log. */
export type FollowedLog = Pick<Log, "partitionCount" | "firstOffset" | "endOffset" | "read">;

export interface FollowEvents {
  /** All that the topics held at the start was read; so many records. */
  readonly onCaughtUp?: (records: number) => void;
  /** The log cannot be read; it is tried again. */
  readonly onFollowTrouble?: (error: ProcessingError) => void;
  /** Leads were erased, and are known as erased by now. */
  readonly onErased?: () => void;
}

interface FollowedPartition {
  readonly topic: string;
  readonly partition: number;
  /** Where it ended at the start. */
  readonly end: number;
}

const TOPICS = [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS];
const BATCH = { records: 2_000, bytes: 2 << 20 };
/** On Kafka each partition costs a request. */
const IDLE_MS = 500;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

export class Follower {
  readonly #log: FollowedLog;
  readonly #file: IntakeFile;
  readonly #judging: Judging;
  readonly #stop: AbortSignal;
  readonly #events: FollowEvents;
  #partitions: readonly FollowedPartition[] | null = null;
  #isCaughtUp = false;
  #isAway = false;
  #read = 0;

  /** `stop` ends it between two batches. */
  constructor(log: FollowedLog, file: IntakeFile, judging: Judging, stop: AbortSignal, events: FollowEvents) {
    this.#log = log;
    this.#file = file;
    this.#judging = judging;
    this.#stop = stop;
    this.#events = events;
  }

  /** Whether all that the topics held at the start is known. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  /** Whether the log could not be read when it was tried last. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** Reads what the topics hold now, and ends; for who does not follow on. Throws what the log throws. */
  async catchUp(): Promise<void> {
    while (!this.#isCaughtUp && !this.#stop.aborted) await this.#round();
  }

  /** Follows until it is stopped. Throws what retrying does not mend. */
  async run(): Promise<void> {
    let failures = 0;
    while (!this.#stop.aborted) {
      try {
        const moved = await this.#round();
        this.#isAway = false;
        failures = 0;
        if (!moved) await pause(IDLE_MS, this.#stop);
      } catch (error) {
        if (!(error instanceof ProcessingError) || error.disposition === "halt") throw error;
        this.#isAway = true;
        if (!this.#stop.aborted) this.#events.onFollowTrouble?.(error);
        await pause(Math.min(FIRST_RETRY_MS * 2 ** failures++, LONGEST_RETRY_MS), this.#stop);
      }
    }
  }

  /** Reads a batch of each partition. False: there was nothing to read. */
  async #round(): Promise<boolean> {
    this.#partitions ??= await this.#look();
    let moved = false;
    for (const of of this.#partitions) {
      if (await this.#advance(of)) moved = true;
      if (this.#stop.aborted) return true;
    }
    this.#noteCaughtUp(this.#partitions);
    return moved;
  }

  async #look(): Promise<readonly FollowedPartition[]> {
    const partitions: FollowedPartition[] = [];
    for (const topic of TOPICS) {
      const count = await this.#log.partitionCount(topic);
      for (let partition = 0; partition < count; partition++) {
        const end = await this.#log.endOffset(topic, partition);
        const at = this.#file.position(topic, partition);
        if (at !== null && at > end) {
          throw new OtherLogError(
            this.#file.path,
            `${topic}[${partition}] was read up to offset ${at}, and ends at ${end}`,
          );
        }
        partitions.push({ topic, partition, end });
      }
    }
    return partitions;
  }

  async #advance({ topic, partition }: FollowedPartition): Promise<boolean> {
    const at = this.#file.position(topic, partition) ?? 0;
    const { records, nextOffset } = await this.#readFrom(topic, partition, at);
    if (nextOffset === at || this.#stop.aborted) return false;
    const { known } = this.#file;
    const erasures = known.erasures;
    this.#file.transaction(() => {
      for (const record of records) this.#learn(topic, record);
      this.#file.setPosition(topic, partition, nextOffset);
    });
    this.#read += records.length;
    if (known.erasures > erasures) this.#events.onErased?.();
    // An embedded log answers without the event loop: offers and signals have their turn.
    await setImmediate();
    return true;
  }

  #learn(topic: string, record: LogRecord): void {
    const { codec, config } = this.#judging;
    const { known } = this.#file;
    const remains = topic === LEAD_EVENTS ? remainsIn(record, codec) : null;
    if (remains !== null) {
      if (remains.keyHash !== null) known.erase(subjectOfKeyHash(remains.keyHash));
      return;
    }
    const judgement = judge(record, topic, codec, config);
    if (!("reason" in judgement)) learn(judgement.record, known);
  }

  async #readFrom(topic: string, partition: number, at: number): Promise<ReadResult> {
    try {
      return await this.#log.read(topic, partition, at, BATCH);
    } catch (error) {
      if (!(error instanceof OffsetOutOfRangeError)) throw error;
      if (at < error.firstOffset) return { records: [], nextOffset: error.firstOffset };
      throw new OtherLogError(
        this.#file.path,
        `${topic}[${partition}] was read up to offset ${at}, and ends at ${error.endOffset}`,
      );
    }
  }

  #noteCaughtUp(partitions: readonly FollowedPartition[]): void {
    if (this.#isCaughtUp) return;
    const isThere = ({ topic, partition, end }: FollowedPartition): boolean =>
      end <= (this.#file.position(topic, partition) ?? 0);
    if (!partitions.every(isThere)) return;
    this.#isCaughtUp = true;
    this.#file.setComplete();
    this.#events.onCaughtUp?.(this.#read);
  }
}
