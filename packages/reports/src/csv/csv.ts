/**
 * Tables as CSV: RFC 4180, so CRLF, a header line, and quotes where a field needs them. UTF-8 without a mark.
 *
 * Columns come from the schema of a row, so that the header is the same whatever the rows hold: an object's fields
 * stand as `name.field`, a list stands as JSON. Text that a spreadsheet would run as a formula (it begins with = + -
 * @, a tab or a CR) has a ' in front; whole numbers and decimals are left as they are.
 */
import { z } from "zod";

type Path = readonly string[];

/** The rows as a table. Pure. */
export function csvOf<T extends object>(row: z.ZodType<T>, rows: readonly T[]): string {
  const columns = columnsOf(row, []);
  const lines = [columns.map((path) => path.join(".")), ...rows.map((of) => columns.map((path) => fieldOf(of, path)))];
  return lines.map((fields) => `${fields.map(quoted).join(",")}\r\n`).join("");
}

function columnsOf(schema: unknown, path: Path): Path[] {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return columnsOf(schema.unwrap(), path);
  if (!(schema instanceof z.ZodObject)) return [path];
  return Object.entries(schema.shape).flatMap(([name, field]) => columnsOf(field, [...path, name]));
}

function fieldOf(row: object, path: Path): string {
  let value: unknown = row;
  for (const name of path)
    value = value === null || value === undefined ? null : (value as Record<string, unknown>)[name];
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return harmless(value);
  return typeof value === "object" ? harmless(JSON.stringify(value)) : String(value);
}

function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
