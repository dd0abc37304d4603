/**
 * A batch as bytes: frames, one per record.
 *
 * | field           | form                                                        |
 * | --------------- | ----------------------------------------------------------- |
 * | offset          | varint, from the batch's first offset                       |
 * | timestamp       | zigzag varint, from the batch's timestamp (up to 2^52 ms)   |
 * | key length + 1  | varint, 0 for null; then the key                            |
 * | value length + 1| varint, 0 for null                                          |
 * | header count + 1| varint, 0 for null; each: varint length, name, varint length, value |
 * | value           | its bytes, unless they stand in the row's `large`           |
 *
 * A record larger than a batch's limit has a row to itself and its value in a column of its own, so that it
 * is never copied to make a frame, and its key can be read without it.
 */
import type { Headers } from "@stagefold/processing";

/** What a frame is made of. */
export interface FrameRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Headers | null;
}

export const maxBatchRecords = 500;
/** A value of so many bytes or more has a row and a column of its own. */
export const maxBatchBytes = 256 * 1024;

const utf8 = new TextEncoder();

/** Frames being collected; one buffer, used again for batch after batch. */
export class BatchWriter {
  count = 0;
  baseOffset = 0;
  nextOffset = 0;
  baseTimestamp = 0;
  #bytes = new Uint8Array(4096);
  #position = 0;

  get size(): number {
    return this.#position;
  }

  get isFull(): boolean {
    return this.count >= maxBatchRecords || this.#position >= maxBatchBytes;
  }

  /** The frames collected; valid until the next write. */
  frames(): Uint8Array {
    return this.#bytes.subarray(0, this.#position);
  }

  reset(): void {
    this.count = 0;
    this.#position = 0;
    // A single large key or set of headers must not keep its room for ever.
    if (this.#bytes.length > 4 * maxBatchBytes) this.#bytes = new Uint8Array(4096);
  }

  /** Adds a frame; `valueElsewhere` leaves the value's bytes out. Offsets must grow. */
  write(record: FrameRecord, offset: number, timestamp: number, valueElsewhere: boolean): void {
    const { key, value, headers } = record;
    if (this.count === 0) {
      this.baseOffset = offset;
      this.baseTimestamp = timestamp;
    }
    const keyLength = key === null ? 0 : key.length;
    const valueLength = value === null || valueElsewhere ? 0 : value.length;
    // Five varints of at most eight bytes each.
    this.#room(keyLength + valueLength + 40);
    this.#varint(offset - this.baseOffset);
    const delta = timestamp - this.baseTimestamp;
    this.#varint(delta < 0 ? -2 * delta - 1 : 2 * delta);
    if (key === null) {
      this.#varint(0);
    } else {
      this.#varint(keyLength + 1);
      this.#copy(key);
    }
    this.#varint(value === null ? 0 : value.length + 1);
    if (headers === null) {
      this.#varint(0);
    } else {
      this.#headers(headers, valueLength);
    }
    if (valueLength > 0 && value !== null) this.#copy(value);
    this.count += 1;
    this.nextOffset = offset + 1;
  }

  #headers(headers: Headers, bytesAfter: number): void {
    const entries = Object.entries(headers);
    this.#varint(entries.length + 1);
    for (const [name, value] of entries) {
      const nameBytes = utf8.encode(name);
      this.#room(nameBytes.length + value.length + 16 + bytesAfter);
      this.#varint(nameBytes.length);
      this.#copy(nameBytes);
      this.#varint(value.length);
      this.#copy(value);
    }
  }

  #copy(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#position);
    this.#position += bytes.length;
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let rest = value;
    let position = this.#position;
    while (rest >= 0x80) {
      bytes[position++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    bytes[position++] = rest;
    this.#position = position;
  }

  #room(bytes: number): void {
    const needed = this.#position + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#position));
    this.#bytes = grown;
  }
}
