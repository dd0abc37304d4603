/**
 * The lines of an input file as bytes, without their ends: plain or gzipped, or standard input.
 *
 * Memory is that of one chunk and one line; the last line needs no end. A byte order mark is dropped.
 */
import { inputChunks, type OnBytes } from "./input-chunks.ts";
import { InputFileError } from "./input-file-error.ts";

/** A line with where it stands. */
export interface InputLine {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
}

/** A longer line cannot be text in this runtime, nor a record anywhere. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * The lines of `file`, `-` for standard input. Throws InputFileError, which names file, line and what to do,
 * when it cannot be read to its end.
 */
export async function* inputLines(file: string, onBytes: OnBytes): AsyncGenerator<readonly InputLine[]> {
  let number = 0;
  let parts: Buffer[] = [];
  let partBytes = 0;
  try {
    for await (const chunk of inputChunks(file, onBytes)) {
      const lines: InputLine[] = [];
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE, from); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        let bytes = chunk.subarray(from, end);
        if (partBytes > 0) {
          bytes = Buffer.concat([...parts, bytes]);
          parts = [];
          partBytes = 0;
        }
        number++;
        lines.push({ number, bytes: trimmed(bytes, number) });
        from = end + 1;
      }
      if (from < chunk.length) {
        // A copy: the stream may use the chunk's memory again.
        parts.push(Buffer.from(chunk.subarray(from)));
        partBytes += chunk.length - from;
        if (partBytes > MAX_LINE_BYTES) {
          throw new InputFileError(
            file,
            `line ${number + 1} is longer than 256 MiB: no record is; is it NDJSON, one object a line?`,
          );
        }
      }
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (error instanceof InputFileError) throw error;
    throw InputFileError.of(file, number + 1, error as NodeJS.ErrnoException);
  }
  if (partBytes > 0) yield [{ number: number + 1, bytes: trimmed(Buffer.concat(parts), number + 1) }];
}

function trimmed(bytes: Buffer, number: number): Buffer {
  const end = bytes.length > 0 && bytes[bytes.length - 1] === RETURN ? bytes.length - 1 : bytes.length;
  const marked = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.subarray(marked ? 3 : 0, end);
}
