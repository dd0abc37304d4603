/**
 * The values of an Avro body, read one after the other: strict, exact, without intermediate objects.
 *
 * Strict: whatever a correct writer cannot have written throws UndecodableError, which names the
 * field. Reads past the end give zeros until the next text or the end of the record, where they are found.
 */
import { isUtf8 } from "node:buffer";
import { type Long, toLong } from "@stagefold/domain";

declare global {
  /** Native calls below toString and write that Node has and its types leave out. */
  interface Buffer {
    utf8Slice(start: number, end: number): string;
    utf8Write(text: string, offset: number): number;
  }
}

/** A value that cannot become a record; the message is a sentence for the dead letter. */
export class UndecodableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UndecodableError";
  }
}

/** The largest instant, either way, that JavaScript's time can hold, in ms; and as days. */
export const MAX_INSTANT = 8.64e15;
export const MAX_DAY = 1e8;

const EMPTY_MAP: Readonly<Record<string, string>> = Object.freeze({});
const EMPTY = Buffer.alloc(0);

/** Reusable: `start` it on each value, read its fields in order, `finish` it. */
export class AvroReader {
  #buf: Buffer = EMPTY;
  #pos = 0;

  start(buf: Buffer, pos: number): void {
    this.#buf = buf;
    this.#pos = pos;
  }

  /** Throws unless the value was read up to its last byte. */
  finish(): void {
    const left = this.#buf.length - this.#pos;
    if (left < 0) throw new UndecodableError("the value ends before its record does");
    if (left > 0) throw new UndecodableError(`the value goes on for ${left} bytes after its record`);
  }

  isNull(field: string): boolean {
    const branch = this.#buf[this.#pos];
    if (branch === 0 || branch === 2) {
      this.#pos++;
      return branch === 0;
    }
    const index = this.long(field);
    if (index !== 0 && index !== 1) throw new UndecodableError(`${field}: branch ${index} of a union of two`);
    return index === 0;
  }

  string(field: string): string {
    const end = this.#lengthAndEnd(field);
    const text = this.#buf.utf8Slice(this.#pos, end);
    // Wrong UTF-8 shows as U+FFFD, which right UTF-8 may hold too.
    if (text.includes("\ufffd") && !isUtf8(this.#buf.subarray(this.#pos, end))) {
      throw new UndecodableError(`${field}: not UTF-8`);
    }
    this.#pos = end;
    return text;
  }

  bytes(field: string): Uint8Array {
    const end = this.#lengthAndEnd(field);
    const bytes = this.#buf.subarray(this.#pos, end);
    this.#pos = end;
    return bytes;
  }

  /** Moves behind the length that stands here; gives where what has that length ends. */
  #lengthAndEnd(field: string): number {
    const length = this.long(field);
    if (typeof length === "bigint" || length < 0 || this.#pos + length > this.#buf.length) {
      throw new UndecodableError(
        `${field}: a length of ${length} bytes where ${Math.max(0, this.#buf.length - this.#pos)} are left`,
      );
    }
    return this.#pos + length;
  }

  /** Exact over 64 bits. Integer arithmetic up to 28 bits, doubles while they are exact, BigInt beyond. */
  long(field: string): Long {
    const buf = this.#buf;
    const from = this.#pos;
    let pos = from;
    let byte = buf[pos++] as number;
    let raw = byte & 0x7f;
    let shift = 7;
    while (byte & 0x80 && shift < 28) {
      byte = buf[pos++] as number;
      raw |= (byte & 0x7f) << shift;
      shift += 7;
    }
    this.#pos = pos;
    if (!(byte & 0x80)) return (raw >>> 1) ^ -(raw & 1);

    const negative = raw & 1;
    let magnitude = raw >>> 1;
    let unit = 2 ** 27;
    do {
      byte = buf[pos++] as number;
      magnitude += (byte & 0x7f) * unit;
      unit *= 128;
    } while (byte & 0x80 && unit < 2 ** 53);
    if (byte & 0x80 || magnitude >= Number.MAX_SAFE_INTEGER) return this.#wideLong(from, field);
    this.#pos = pos;
    return negative ? -magnitude - 1 : magnitude;
  }

  #wideLong(from: number, field: string): Long {
    let raw = 0n;
    let pos = from;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#buf[pos++] ?? 0;
      if (shift === 63n && byte > 1) throw new UndecodableError(`${field}: an integer of more than 64 bits`);
      raw |= BigInt(byte & 0x7f) << shift;
      if (!(byte & 0x80)) break;
    }
    this.#pos = pos;
    return toLong((raw >> 1n) ^ -(raw & 1n));
  }

  int(field: string): number {
    const value = this.long(field);
    if (typeof value === "bigint" || value !== (value | 0))
      throw new UndecodableError(`${field}: ${value} is out of the range of an int`);
    return value;
  }

  instant(field: string): number {
    const value = this.long(field);
    if (typeof value === "bigint" || value > MAX_INSTANT || value < -MAX_INSTANT) {
      throw new UndecodableError(`${field}: ${value} ms is beyond the instants that can be told`);
    }
    return value;
  }

  day(field: string): number {
    const value = this.int(field);
    if (value > MAX_DAY || value < -MAX_DAY)
      throw new UndecodableError(`${field}: day ${value} is beyond the dates that can be told`);
    return value;
  }

  boolean(field: string): boolean {
    const byte = this.#buf[this.#pos++];
    if (byte !== 0 && byte !== 1) throw new UndecodableError(`${field}: neither true nor false`);
    return byte === 1;
  }

  double(field: string): number {
    if (this.#pos + 8 > this.#buf.length) throw new UndecodableError(`${field}: the value ends before its record does`);
    const value = this.#buf.readDoubleLE(this.#pos);
    this.#pos += 8;
    return value;
  }

  float(field: string): number {
    return this.fixed(4, field).readFloatLE();
  }

  fixed(size: number, field: string): Buffer {
    const end = this.#pos + size;
    if (end > this.#buf.length) throw new UndecodableError(`${field}: the value ends before its record does`);
    const bytes = this.#buf.subarray(this.#pos, end);
    this.#pos = end;
    return bytes;
  }

  symbol<T extends string>(symbols: readonly T[], field: string): T {
    const index = this.long(field);
    const symbol = typeof index === "number" ? symbols[index] : undefined;
    if (symbol === undefined) throw new UndecodableError(`${field}: number ${index} of ${symbols.length} symbols`);
    return symbol;
  }

  /** A key that comes twice has its last value. */
  stringMap(field: string): Readonly<Record<string, string>> {
    if (this.#buf[this.#pos] === 0) {
      this.#pos++;
      return EMPTY_MAP;
    }
    const map: Record<string, string> = {};
    for (let count = this.#blockCount(field); count > 0; count = this.#blockCount(field)) {
      for (; count > 0; count--) {
        const key = this.string(field);
        const value = this.string(field);
        if (key === "__proto__")
          Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
        else map[key] = value;
      }
    }
    return map;
  }

  array<T>(item: (reader: this) => T, field: string): readonly T[] {
    const items: T[] = [];
    for (let count = this.#blockCount(field); count > 0; count = this.#blockCount(field)) {
      for (; count > 0; count--) items.push(item(this));
    }
    return items;
  }

  /** How many items the next block has; a block may say its size in bytes, which nobody needs here. */
  #blockCount(field: string): number {
    let count = this.long(field);
    if (count < 0) {
      count = typeof count === "number" ? -count : -count;
      this.long(field);
    }
    // An item takes a byte at least: a wrong count must not make us loop.
    if (count > this.#buf.length - this.#pos)
      throw new UndecodableError(`${field}: ${count} entries in ${Math.max(0, this.#buf.length - this.#pos)} bytes`);
    return Number(count);
  }
}
