/**
 * Reads the topic of SLA breaches into the file: records and position in one transaction, so each is noted once.
 *
 * Of a topic whose beginning was deleted the first record that is there is the next. A topic that ends before the
 * position is another one (made anew, restored): it is read from its beginning, and what targets were told is compared
 * with what it says.
 */
import { setImmediate } from "node:timers/promises";
import type { AvroCodec } from "@stagefold/codec";
import { type Log, type LogRecord, OffsetOutOfRangeError } from "@stagefold/processing";
import { SLA_BREACHES } from "@stagefold/processors";
import type { AlertFile } from "../file/alert-file.ts";
import { isNews } from "../news/sla-news.ts";
import type { TargetSettings } from "../settings/alert-settings.ts";
import { noteNews, noteVanished } from "./note-news.ts";

/** What is asked of a log. */
export type FollowedLog = Pick<Log, "partitionCount" | "firstOffset" | "endOffset" | "read">;

export interface FollowerOptions {
  readonly log: FollowedLog;
  readonly codec: AvroCodec;
  readonly file: AlertFile;
  readonly targets: readonly TargetSettings[];
  readonly wallClock: () => number;
  readonly onUnreadable: (partition: number, offset: number, detail: string) => void;
  /** Records were deleted before they were read; alerts may stay open that these would have closed. */
  readonly onMissed: (partition: number, records: number) => void;
  readonly onOtherTopic: (partition: number) => void;
}

const BATCH = { records: 1_000, bytes: 1 << 20 };

export class Follower {
  readonly #options: FollowerOptions;
  #partitions: number | null = null;
  #behind: number | null = null;
  #hasCaughtUp = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Records that it has not read, by the ends that it saw last; null: it has not looked yet. */
  get behind(): number | null {
    return this.#behind;
  }

  /** Whether what is noted is what the topic said when it was looked at last: only then is anybody told. */
  get isCaughtUp(): boolean {
    return this.#hasCaughtUp && this.#behind === 0;
  }

  /** Reads a batch of each partition. False: there was nothing to read. Throws what the log and the file throw. */
  async round(): Promise<boolean> {
    const { log, file, targets, wallClock } = this.#options;
    this.#partitions ??= await log.partitionCount(SLA_BREACHES);
    let behind = 0;
    let moved = false;
    for (let partition = 0; partition < this.#partitions; partition++) {
      const left = await this.#advance(partition);
      if (left === "another topic") return true;
      behind += left.behind;
      moved ||= left.moved;
    }
    this.#behind = behind;
    if (behind > 0) return moved;
    if (file.isReadAgain) noteVanished(file, targets, wallClock());
    this.#hasCaughtUp = true;
    return moved;
  }

  async #advance(partition: number): Promise<{ readonly behind: number; readonly moved: boolean } | "another topic"> {
    const { log, file, onOtherTopic } = this.#options;
    const end = await log.endOffset(SLA_BREACHES, partition);
    const at = file.position(SLA_BREACHES, partition) ?? 0;
    if (at > end) {
      onOtherTopic(partition);
      file.transaction(() => {
        file.forgetTopic();
        file.setReadAgain(true);
      });
      this.#hasCaughtUp = false;
      return "another topic";
    }
    if (at === end) return { behind: 0, moved: false };
    const { records, nextOffset } = await this.#read(partition, at);
    if (nextOffset === at) return { behind: end - at, moved: false };
    file.transaction(() => {
      for (const record of records) this.#note(partition, record);
      file.setPosition(SLA_BREACHES, partition, nextOffset);
    });
    // An embedded log answers without the event loop: signals and targets have their turn.
    await setImmediate();
    return { behind: Math.max(0, end - nextOffset), moved: true };
  }

  async #read(partition: number, at: number): Promise<{ records: readonly LogRecord[]; nextOffset: number }> {
    const { log, file, onMissed } = this.#options;
    try {
      return await log.read(SLA_BREACHES, partition, at, BATCH);
    } catch (error) {
      if (!(error instanceof OffsetOutOfRangeError)) throw error;
      // Beyond the end by now: the next round finds that out.
      if (at >= error.firstOffset) return { records: [], nextOffset: at };
      if (file.position(SLA_BREACHES, partition) !== null) onMissed(partition, error.firstOffset - at);
      return { records: [], nextOffset: error.firstOffset };
    }
  }

  #note(partition: number, { offset, value }: LogRecord): void {
    const { codec, file, targets, wallClock, onUnreadable } = this.#options;
    if (value === null) return;
    const decoded = codec.decode(value);
    if (!decoded.ok) onUnreadable(partition, offset, decoded.detail);
    else if (decoded.record.type !== "SlaBreachEvent")
      onUnreadable(partition, offset, `a ${decoded.record.type} does not belong there`);
    else if (isNews(decoded.record)) noteNews(file, targets, decoded.record, wallClock());
  }
}
