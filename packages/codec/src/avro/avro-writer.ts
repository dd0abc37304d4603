/**
 * Avro values written one after the other into slabs that are handed out piece by piece.
 *
 * No check of room per value: `start` makes room for an upper bound that the caller states.
 * Bytes handed out are never written again.
 */
import type { Long } from "@stagefold/domain";

const SLAB = 256 * 1024;
/** Above this many characters, the native copy is faster than a loop. */
const SHORT = 48;

/** Reusable: `start`, write the fields in order, take the bytes with `finish`. */
export class AvroWriter {
  #buf: Buffer = Buffer.allocUnsafeSlow(SLAB);
  #from = 0;
  #pos = 0;

  /** Begins a value of at most `bound` bytes. */
  start(bound: number): void {
    if (this.#pos + bound > this.#buf.length) {
      this.#buf = Buffer.allocUnsafeSlow(Math.max(SLAB, bound));
      this.#pos = 0;
    }
    this.#from = this.#pos;
  }

  /** The bytes since `start`: the caller's to keep. */
  finish(): Buffer {
    return this.#buf.subarray(this.#from, this.#pos);
  }

  /** The wire format's head. */
  head(schemaId: number): void {
    this.#buf[this.#pos] = 0;
    this.#pos = this.#buf.writeUInt32BE(schemaId, this.#pos + 1);
  }

  isNull(): void {
    this.#buf[this.#pos++] = 0;
  }

  isPresent(): void {
    this.#buf[this.#pos++] = 2;
  }

  boolean(value: boolean): void {
    this.#buf[this.#pos++] = value ? 1 : 0;
  }

  double(value: number): void {
    this.#pos = this.#buf.writeDoubleLE(value, this.#pos);
  }

  int(value: number): void {
    if (value !== (value | 0)) throw new RangeError(`${value} is no 32-bit integer`);
    this.#smallInteger(value);
  }

  #smallInteger(value: number): void {
    const buf = this.#buf;
    let pos = this.#pos;
    let raw = ((value << 1) ^ (value >> 31)) >>> 0;
    while (raw > 0x7f) {
      buf[pos++] = (raw & 0x7f) | 0x80;
      raw >>>= 7;
    }
    buf[pos++] = raw;
    this.#pos = pos;
  }

  day(value: number): void {
    this.int(value);
  }

  instant(value: number): void {
    this.long(value);
  }

  long(value: Long): void {
    if (typeof value === "bigint") this.#wideLong(value);
    else if (value === (value | 0)) this.#smallInteger(value);
    else this.#doubleLong(value);
  }

  /** Safe integers beyond 32 bits. */
  #doubleLong(value: number): void {
    if (!Number.isSafeInteger(value))
      throw new RangeError(`${value} is no exact integer: beyond 2^53 it must be a bigint`);
    const buf = this.#buf;
    let pos = this.#pos;
    // Zigzag doubles: of the magnitude the low 6 bits go beside the sign, so that nothing passes 2^53.
    const magnitude = value < 0 ? -value - 1 : value;
    buf[pos++] = ((magnitude % 64) << 1) | (value < 0 ? 1 : 0) | 0x80;
    let rest = Math.floor(magnitude / 64);
    while (rest > 0x7fffffff) {
      buf[pos++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      buf[pos++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buf[pos++] = rest;
    this.#pos = pos;
  }

  #wideLong(value: bigint): void {
    if (value !== BigInt.asIntN(64, value)) throw new RangeError(`${value} is no 64-bit integer`);
    let raw = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (raw > 0x7fn) {
      this.#buf[this.#pos++] = Number(raw & 0x7fn) | 0x80;
      raw >>= 7n;
    }
    this.#buf[this.#pos++] = Number(raw);
  }

  string(text: string): void {
    const { length } = text;
    if (length > SHORT || !this.#asciiString(text, length)) this.#longString(text);
  }

  /** Writes `text` if it is ASCII; else false, and nothing counts as written. */
  #asciiString(text: string, length: number): boolean {
    const buf = this.#buf;
    let pos = this.#pos;
    buf[pos++] = length << 1;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      buf[pos++] = code;
    }
    this.#pos = pos;
    return true;
  }

  #longString(text: string): void {
    this.#smallInteger(Buffer.byteLength(text));
    this.#pos += this.#buf.utf8Write(text, this.#pos);
  }

  bytes(bytes: Uint8Array): void {
    this.#smallInteger(bytes.length);
    this.#buf.set(bytes, this.#pos);
    this.#pos += bytes.length;
  }

  stringMap(map: Readonly<Record<string, string>>): void {
    const keys = Object.keys(map);
    if (keys.length > 0) {
      this.#smallInteger(keys.length);
      for (const key of keys) {
        this.string(key);
        this.string(map[key] as string);
      }
    }
    this.isNull();
  }

  array<T>(items: readonly T[], write: (writer: this, item: T) => void): void {
    if (items.length > 0) {
      this.#smallInteger(items.length);
      for (const item of items) write(this, item);
    }
    this.isNull();
  }
}

/** At least as many bytes as `map` takes. */
export function mapBound(map: Readonly<Record<string, string>>): number {
  let bound = 6;
  for (const key in map) bound += 10 + 3 * key.length + 3 * (map[key] as string).length;
  return bound;
}

/** At least as many bytes as `items` take, of which each takes at most `bound`. */
export function arrayBound<T>(items: readonly T[], bound: (item: T) => number): number {
  let sum = 6;
  for (const item of items) sum += bound(item);
  return sum;
}
