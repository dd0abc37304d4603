import type { Headers, LogRecord } from "@stagefold/processing";

/** A row of the table of batches, as it is read. */
export interface BatchRow {
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly timestamp: number;
  readonly frames: Uint8Array;
  readonly large: Uint8Array | null;
}

const utf8 = new TextDecoder();

/** Reads the frames of a batch in order; keys and values are views of its bytes, not copies. */
export class BatchCursor {
  readonly row: BatchRow;
  readonly #bytes: Uint8Array;
  #position = 0;
  #peeked = -1;

  constructor(row: BatchRow) {
    this.row = row;
    this.#bytes = row.frames;
  }

  /** The offset of the next record, or -1 at the end. */
  peekOffset(): number {
    if (this.#peeked < 0 && this.#position < this.#bytes.length) this.#peeked = this.row.baseOffset + this.#varint();
    return this.#peeked;
  }

  /** The next record. Only when peekOffset is not -1. */
  next(): LogRecord {
    const offset = this.peekOffset();
    this.#peeked = -1;
    const zigzag = this.#varint();
    const timestamp = this.row.timestamp + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
    const keyLength = this.#varint();
    const key = keyLength === 0 ? null : this.#view(keyLength - 1);
    const valueLength = this.#varint();
    const headerCount = this.#varint();
    const headers = headerCount === 0 ? null : this.#headers(headerCount - 1);
    const value = valueLength === 0 ? null : (this.row.large ?? this.#view(valueLength - 1));
    return { offset, timestamp, key, value, headers };
  }

  /** Moves to the first record at or after `offset`. */
  skipTo(offset: number): void {
    if (offset <= this.row.baseOffset) return;
    for (let next = this.peekOffset(); next >= 0 && next < offset; next = this.peekOffset()) this.#skip();
  }

  #skip(): void {
    this.#peeked = -1;
    this.#varint();
    const keyLength = this.#varint();
    if (keyLength > 0) this.#position += keyLength - 1;
    const valueLength = this.#varint();
    const headerCount = this.#varint();
    for (let left = headerCount - 1; left > 0; left -= 1) {
      // Two statements each: `+=` would take the position of before the varint.
      const nameLength = this.#varint();
      this.#position += nameLength;
      const headerLength = this.#varint();
      this.#position += headerLength;
    }
    if (valueLength > 0 && this.row.large === null) this.#position += valueLength - 1;
  }

  #headers(count: number): Headers {
    const headers: [string, Uint8Array][] = [];
    for (let left = count; left > 0; left -= 1) {
      const name = utf8.decode(this.#view(this.#varint()));
      headers.push([name, this.#view(this.#varint())]);
    }
    return Object.fromEntries(headers);
  }

  #view(length: number): Uint8Array {
    const start = this.#position;
    this.#position += length;
    return this.#bytes.subarray(start, this.#position);
  }

  #varint(): number {
    const bytes = this.#bytes;
    let position = this.#position;
    let byte = bytes[position++] ?? 0;
    let value = byte & 0x7f;
    for (let factor = 0x80; byte >= 0x80; factor *= 0x80) {
      byte = bytes[position++] ?? 0;
      value += (byte & 0x7f) * factor;
    }
    this.#position = position;
    return value;
  }
}
