/**
 * Reads one partition in steps of any size from fetches of a good one. While what was fetched is handed out and
 * more is known to be there, the next fetch is under way: a reader behind never waits for the network.
 */
import { setTimeout } from "node:timers/promises";
import { type LogRecord, OffsetOutOfRangeError, type ReadLimit, type ReadResult } from "@stagefold/processing";
import { committedRecords } from "./committed-records.ts";
import { KafkaUnavailableError } from "./errors.ts";
import { OFFSET_OUT_OF_RANGE, type PartitionAccess } from "./partition-access.ts";

/** Small enough that a hundred partitions behind at once fit into memory. */
const FETCH_BYTES = 1 << 20;
/** A broker that throttles answers with nothing. */
const EMPTY_RETRIES = 10;
const EMPTY_WAIT_MS = 100;

interface Chunk {
  readonly records: readonly LogRecord[];
  readonly from: number;
  readonly nextOffset: number;
  readonly stableEnd: number;
}

export class PartitionReader {
  readonly #access: PartitionAccess;
  readonly #topic: string;
  readonly #partition: number;
  #chunk: Chunk | null = null;
  /** Of the chunk: the next record to give, and the offset that goes with it. */
  #index = 0;
  #offset = 0;
  #ahead: { readonly offset: number; readonly chunk: Promise<Chunk> } | null = null;

  constructor(access: PartitionAccess, topic: string, partition: number) {
    this.#access = access;
    this.#topic = topic;
    this.#partition = partition;
  }

  /** As Log.read. One read at a time. */
  async read(offset: number, limit: ReadLimit): Promise<ReadResult> {
    if (this.#chunk === null || this.#offset !== offset) {
      const chunk = await this.#chunkAt(offset);
      this.#chunk = chunk;
      this.#index = 0;
      this.#offset = offset;
      if (chunk.nextOffset < chunk.stableEnd) this.#fetchAhead(chunk.nextOffset);
    }
    return this.#take(this.#chunk, limit);
  }

  #take(chunk: Chunk, limit: ReadLimit): ReadResult {
    const start = this.#index;
    let bytes = 0;
    for (let index = start; index < chunk.records.length; index++) {
      bytes += sizeOf(chunk.records[index] as LogRecord);
      if (index + 1 - start < limit.records && bytes < limit.bytes) continue;
      if (index + 1 === chunk.records.length) break;
      this.#index = index + 1;
      this.#offset = (chunk.records[index] as LogRecord).offset + 1;
      return { records: chunk.records.slice(start, index + 1), nextOffset: this.#offset };
    }
    this.#chunk = null;
    const records = start === 0 ? chunk.records : chunk.records.slice(start);
    return { records, nextOffset: chunk.nextOffset };
  }

  #fetchAhead(offset: number): void {
    const chunk = this.#fetch(offset);
    // Whoever reads on is told; nobody may.
    chunk.catch(() => {});
    this.#ahead = { offset, chunk };
  }

  async #chunkAt(offset: number): Promise<Chunk> {
    const ahead = this.#ahead;
    this.#ahead = null;
    if (ahead !== null && ahead.offset === offset) return ahead.chunk;
    return this.#fetch(offset);
  }

  async #fetch(offset: number): Promise<Chunk> {
    if (offset < 0) throw await this.#outOfRange(offset);
    const wanted = { topic: this.#topic, partition: this.#partition, maxBytes: FETCH_BYTES, uncommitted: false };
    for (let from = offset, tries = 0; tries < EMPTY_RETRIES; ) {
      const fetched = await this.#access.fetch({ ...wanted, offset: from, maxWaitMs: 0 });
      if (fetched.errorCode === OFFSET_OUT_OF_RANGE) throw await this.#outOfRange(offset);
      const stableEnd = fetched.lastStableOffset;
      const { records, nextOffset } = committedRecords(fetched, from);
      if (records.length > 0 || nextOffset >= stableEnd) return { records, from: offset, nextOffset, stableEnd };
      // Nothing but markers and gaps: on to what follows.
      if (nextOffset > from) {
        from = nextOffset;
        continue;
      }
      tries++;
      await setTimeout(EMPTY_WAIT_MS);
    }
    const what = `reading ${this.#topic}[${this.#partition}] from offset ${offset}`;
    throw new KafkaUnavailableError(what, new Error("the broker sends nothing, though there is something"));
  }

  async #outOfRange(offset: number): Promise<OffsetOutOfRangeError> {
    const first = await this.#access.offset(this.#topic, this.#partition, "first");
    const end = await this.#access.offset(this.#topic, this.#partition, "committed-end");
    return new OffsetOutOfRangeError(this.#topic, this.#partition, offset, first, end);
  }
}

function sizeOf({ key, value, headers }: LogRecord): number {
  let size = (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) size += name.length + (headers[name]?.length ?? 0);
  return size;
}
