/**
 * Bytes of a text file as UTF-8 without byte order mark, in slices of at most 64 KiB.
 *
 * What the file is: its byte order mark says it; else a zero byte beside its first sign (UTF-16 as spreadsheets export
 * it); else what the mapping says; else UTF-8.
 */
import { isUtf8 } from "node:buffer";
import { SourceEncodingError } from "./errors.ts";

const SLICE = 64 * 1024;
const NEWLINE = 0x0a;

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export interface ToUtf8Options {
  /** What the mapping says; null: nothing. */
  readonly encoding: TextEncoding | null;
  /** Whether wrong UTF-8 is refused here; else it is handed on as it stands. */
  readonly check: boolean;
}

/** `chunks` as UTF-8. Throws SourceEncodingError, which says the line. */
export async function* toUtf8(
  chunks: AsyncIterable<Uint8Array>,
  { encoding, check }: ToUtf8Options,
): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  let convert: Convert | null = null;
  for await (const chunk of chunks) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (convert === null) {
      head = Buffer.concat([head, bytes]);
      if (head.length < 3) continue;
      ({ convert, bytes } = begin(head, encoding, check));
    }
    for (const slice of slices(bytes)) yield convert(slice, false);
  }
  if (convert === null) {
    const begun = begin(head, encoding, check);
    convert = begun.convert;
    yield convert(begun.bytes, false);
  }
  yield convert(Buffer.alloc(0), true);
}

/** Gives what is whole of `bytes` and what was left before; at the `end`, that nothing is left. */
type Convert = (bytes: Buffer, end: boolean) => Buffer;

function begin(head: Buffer, wanted: TextEncoding | null, check: boolean) {
  const { encoding, markLength } = encodingOf(head, wanted);
  const bytes = head.subarray(markLength);
  if (encoding !== "utf-8") return { convert: decoding(encoding), bytes };
  return { convert: check ? checking() : (slice: Buffer) => slice, bytes };
}

function encodingOf(head: Buffer, wanted: TextEncoding | null): { encoding: TextEncoding; markLength: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", markLength: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", markLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", markLength: 2 };
  if (wanted === null && head.length >= 2) {
    if (head[0] !== 0 && head[1] === 0) return { encoding: "utf-16le", markLength: 0 };
    if (head[0] === 0 && head[1] !== 0) return { encoding: "utf-16be", markLength: 0 };
  }
  return { encoding: wanted ?? "utf-8", markLength: 0 };
}

function decoding(encoding: TextEncoding): Convert {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  return (bytes, end) => {
    try {
      const text = Buffer.from(decoder.decode(bytes, { stream: !end }));
      line += newlines(text);
      return text;
    } catch {
      throw new SourceEncodingError(encoding.toUpperCase(), line);
    }
  };
}

/** UTF-8 that is checked: a sign that is cut in two waits for its other half. */
function checking(): Convert {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  return (bytes, end) => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = end ? all.length : wholeSigns(all);
    const text = all.subarray(0, whole);
    if (!isUtf8(text)) throw new SourceEncodingError("UTF-8", line + linesBeforeFault(text));
    // A copy: the memory may be used again for the next chunk.
    rest = Buffer.from(all.subarray(whole));
    line += newlines(text);
    return text;
  };
}

/** How many of the bytes are before a sign that is not yet whole. */
function wholeSigns(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
    if (byte < 0x80) return bytes.length;
  }
  return bytes.length;
}

function linesBeforeFault(text: Buffer): number {
  let lines = 0;
  for (let from = 0; ; lines++) {
    const end = text.indexOf(NEWLINE, from);
    if (end < 0 || !isUtf8(text.subarray(from, end))) return lines;
    from = end + 1;
  }
}

function newlines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += SLICE) yield bytes.subarray(from, from + SLICE);
}
