/** Published records on their way into a table. */
import type { ColumnKind, Table } from "./table.ts";

/** The fields of a record, as the codec gives them: days and instants are numbers, longs number or bigint. */
export type OutputFields = Readonly<Record<string, unknown>>;

/** The newest that is known of a key; `fields` null: it is withdrawn. */
export interface OutputRow {
  readonly key: string;
  readonly fields: OutputFields | null;
}

/** An integer that a double may not hold, as it stands in a line. */
const LARGE_INTEGER = /:\s*-?\d{16,}\s*[,}]/;

/**
 * A line of a replay's outputs (SEMANTICS 9) as a row of the table. Throws, with what is wrong, where the line is no
 * record of its type. Pure.
 */
export function rowOfLine(line: string, table: Table): OutputRow {
  const written = parsed(line);
  const { type, withdrawn } = written;
  if (type !== table.record) throw new Error(`expected a ${table.record}, found ${JSON.stringify(type) ?? "no type"}`);
  const key = written[table.keyField];
  if (typeof key !== "string") throw new Error(`${table.keyField}: expected a text, found ${typeof key}`);
  if (withdrawn === true) return { key, fields: null };
  const fields: Record<string, unknown> = {};
  for (const { field, kind } of table.columns) fields[field] = fieldOf(field, kind, written[field] ?? null);
  return { key, fields };
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  const value: unknown = LARGE_INTEGER.test(line) ? JSON.parse(line, exactly) : JSON.parse(line);
  if (typeof value !== "object" || value === null) throw new Error("expected a JSON object");
  return value as Readonly<Record<string, unknown>>;
}

/** Integers beyond 2^53 keep all digits. */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

const DAY_MS = 86_400_000;

function fieldOf(field: string, kind: ColumnKind, value: unknown): unknown {
  if (value === null) return null;
  if (typeof value !== WRITTEN_AS[kind] && !(typeof value === "bigint" && WRITTEN_AS[kind] === "number")) {
    throw new Error(`${field}: expected ${kind}, found ${JSON.stringify(value)?.slice(0, 80)}`);
  }
  // Over 2^53 a double is written without a point, and reads like a long.
  if (kind === "double") return Number(value);
  if (kind !== "instant" && kind !== "day") return value;
  const at = Date.parse(kind === "day" ? `${value}T00:00Z` : (value as string));
  if (Number.isNaN(at)) throw new Error(`${field}: ${JSON.stringify(value)} is no ${kind}`);
  return kind === "day" ? at / DAY_MS : at;
}

const WRITTEN_AS: Readonly<Record<ColumnKind, string>> = {
  text: "string",
  long: "number",
  integer: "number",
  double: "number",
  boolean: "boolean",
  instant: "string",
  day: "string",
};
