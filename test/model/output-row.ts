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

/** Each line of a file, parsed, without ever holding the file as one string. */
export function* rowsOf(file: string): Generator<OutputRow> {
  const bytes = readFileSync(file);
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    if (end > start) yield parseRow(bytes.toString("utf8", start, end));
    start = end + 1;
  }
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
