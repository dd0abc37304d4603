/**
 * A line of a replay's output, parsed.
 */
import { readFileSync } from "node:fs";
import { type Long, toLong } from "@stagefold/domain";

/** A published record: its fields as parsed, integers exact, absent ones undefined. */
export type OutputRow = Readonly<Record<string, unknown>>;

/** Parses a JSON object with 64-bit integers kept exact. Throws a SyntaxError. */
export function parseRow(text: string): OutputRow {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    const isInteger = typeof value === "number" && source !== undefined && /^-?\d+$/.test(source);
    return isInteger && !Number.isSafeInteger(value) ? toLong(BigInt(source)) : value;
  }) as OutputRow;
}

/** The lines of a file, each parsed when it is asked for. */
export interface Lines {
  readonly count: number;
  /** Throws a SyntaxError where the line is no JSON. */
  readonly rowAt: (index: number) => OutputRow;
}

/** Finds the lines of a file, which is never held as one string. Empty lines do not count. */
export function linesOf(file: string): Lines {
  const bytes = readFileSync(file);
  const bounds: number[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    if (end > start) bounds.push(start, end);
    start = end + 1;
  }
  return {
    count: bounds.length / 2,
    rowAt: (index) => parseRow(bytes.toString("utf8", bounds[2 * index], bounds[2 * index + 1])),
  };
}

/** Rows that are there already. */
export function linesIn(rows: readonly OutputRow[]): Lines {
  return { count: rows.length, rowAt: (index) => rows[index] as OutputRow };
}

/** The text of a field that must be one. Throws where it is not. */
export function textOf(row: OutputRow, field: string): string {
  const value = row[field];
  if (typeof value !== "string") throw new TypeError(`${field} of ${String(row.type)} is no string`);
  return value;
}

/** The long of a field that must be one. Throws where it is not. */
export function longOf(row: OutputRow, field: string): Long {
  const value = row[field];
  if (typeof value !== "number" && typeof value !== "bigint") {
    throw new TypeError(`${field} of ${String(row.type)} is no long`);
  }
  return value;
}

/** The instant of a field, null where it is null or left out. Throws where it is no instant. */
export function instantOf(row: OutputRow, field: string): number | null {
  if ((row[field] ?? null) === null) return null;
  const at = Date.parse(textOf(row, field));
  if (Number.isNaN(at)) throw new TypeError(`${field} of ${String(row.type)} is no instant`);
  return at;
}
