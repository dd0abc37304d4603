/**
 * The rows of CSV text, with where each stands.
 *
 * A row that cannot be read (its quote is not closed within 1 MiB, or to the end) costs its first line only: reading
 * goes on in the next one. That needs the bytes of the row that is being read, so at most 1 MiB and a chunk are kept.
 */
import { type Parser, parse } from "csv-parse";
import { SourceSyntaxError } from "../errors.ts";
import { csvOptions, MAX_ROW_BYTES } from "./csv-options.ts";

export interface CsvRow {
  readonly cells: readonly string[];
  /** Of its beginning, from 1. */
  readonly line: number;
  /** How many it goes over. */
  readonly lines: number;
  /** As it stands in the file. */
  readonly bytes: Buffer;
}

export interface BrokenRow {
  readonly broken: string;
  readonly line: number;
  readonly bytes: Buffer;
}

/** Reading a broken row again from its second line on costs time: so much of it, and no more. */
const MAX_READ_AGAIN = 32 * MAX_ROW_BYTES;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** The rows of `chunks`, which are UTF-8. Throws SourceSyntaxError where quotes are broken all over. */
export async function* csvRows(
  chunks: AsyncIterable<Buffer>,
  delimiter: string,
): AsyncGenerator<readonly (CsvRow | BrokenRow)[]> {
  /** From the end of the last row on. */
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  /** Within a broken line whose end is not yet seen. */
  let skipping = false;
  let readAgain = 0;
  let reader = openReader(delimiter);

  /** What `bytes` complete; null: the end of the file. */
  const read = async (next: Buffer | null): Promise<(CsvRow | BrokenRow)[]> => {
    const rows: (CsvRow | BrokenRow)[] = [];
    let bytes = next;
    for (;;) {
      if (skipping && bytes !== null) {
        const end = lineEnd(bytes);
        if (end === null) return rows;
        bytes = bytes.subarray(end);
        skipping = false;
        line++;
      }
      if (bytes !== null) rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const fault = bytes === null ? await reader.end() : await reader.write(bytes);
      let from = 0;
      for (const { cells, end } of reader.taken()) {
        // csv-parse tells no end of a last row without a line end.
        const row = rest.subarray(from, Math.min(Math.max(end, from), rest.length));
        const lines = lineCount(row);
        rows.push({ cells, line, lines, bytes: row });
        line += lines;
        from += row.length;
      }
      // A copy, and only where something is left: the chunk's memory is let go.
      rest = from === rest.length ? Buffer.alloc(0) : Buffer.from(rest.subarray(from));
      reader.forget(from);
      if (fault === null) return rows;
      const end = lineEnd(rest);
      rows.push({ broken: brokenBecause(fault), line, bytes: rest.subarray(0, end ?? rest.length) });
      readAgain += rest.length;
      if (readAgain > MAX_READ_AGAIN) {
        throw new SourceSyntaxError(
          `the quotes are not closed in many rows, last in line ${line}: is this a CSV file, and is its delimiter ` +
            `${JSON.stringify(delimiter)}?`,
        );
      }
      const again: Buffer = end === null ? Buffer.alloc(0) : rest.subarray(end);
      rest = Buffer.alloc(0);
      reader = openReader(delimiter);
      if (end === null) skipping = true;
      else line++;
      if (bytes === null) {
        if (again.length === 0) return rows;
        rows.push(...(await read(again)));
        // Then the end once more: `bytes` is null still.
      } else {
        if (again.length === 0) return rows;
        bytes = again;
      }
    }
  };

  for await (const chunk of chunks) {
    const rows = await read(chunk);
    if (rows.length > 0) yield rows;
  }
  const last = await read(null);
  if (last.length > 0) yield last;
}

interface EndedRow {
  readonly cells: readonly string[];
  /** Bytes from the end of what was forgotten to the end of this row. */
  readonly end: number;
}

/** csv-parse, one call at a time: what it finds wrong is an answer, not a broken stream. */
interface CsvReader {
  write(bytes: Buffer): Promise<FaultCode | null>;
  end(): Promise<FaultCode | null>;
  /** The rows that ended since the last call. */
  taken(): readonly EndedRow[];
  /** So many bytes lie behind. */
  forget(bytes: number): void;
}

type FaultCode = string;

function openReader(delimiter: string): CsvReader {
  let rows: EndedRow[] = [];
  let base = 0;
  const parser: Parser = parse({
    ...csvOptions(delimiter),
    on_record: (cells, info) => {
      rows.push({ cells, end: info.bytes - base });
      return null;
    },
  });
  // It is answered by the calls below.
  parser.on("error", () => {});
  parser.resume();
  const asked = (call: (done: (error?: Error | null) => void) => void): Promise<FaultCode | null> =>
    new Promise((resolve, reject) => {
      call((error) => {
        if (error === undefined || error === null) resolve(null);
        else if ("code" in error && typeof error.code === "string" && error.code.startsWith("CSV_"))
          resolve(error.code);
        else reject(error);
      });
    });
  return {
    write: (bytes) => asked((done) => parser.write(bytes, done)),
    end: () => asked((done) => parser.end(done)),
    taken() {
      const ended = rows;
      rows = [];
      return ended;
    },
    forget(bytes) {
      base += bytes;
    },
  };
}

function brokenBecause(fault: FaultCode): string {
  if (fault === "CSV_QUOTE_NOT_CLOSED") return "a quote is opened in this line and not closed to the end of the file";
  return "the row is longer than 1 MiB: is a quote opened in this line and not closed?";
}

/** Where the first line of `bytes` has ended, its line end included; null: it has not. */
function lineEnd(bytes: Buffer): number | null {
  const newline = bytes.indexOf(NEWLINE);
  if (newline >= 0) return newline + 1;
  // Lines that end in a return alone; a last return may be half of a longer end.
  const back = bytes.indexOf(RETURN);
  return back >= 0 && back < bytes.length - 1 ? back + 1 : null;
}

/** The last row of a file may have no line end. */
function lineCount(row: Buffer): number {
  let count = row.at(-1) === NEWLINE ? 0 : 1;
  for (let at = row.indexOf(NEWLINE); at >= 0; at = row.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
