/**
 * CSV as records: an object of texts by column for each row under the header.
 *
 * The order of columns means nothing. A row with more cells than the header (but empty ones), or fewer, is unreadable:
 * its cells may stand under the wrong columns.
 */
import type { SourceConfig } from "@stagefold/config";
import type { SourceRecord, UnreadableRecord } from "../../mapped.ts";
import { shownText } from "../shown-text.ts";
import { toUtf8 } from "../to-utf8.ts";
import { type ColumnsRead, columnsRead } from "./columns-read.ts";
import { type BrokenRow, type CsvRow, csvRows } from "./csv-rows.ts";
import { type CsvLayout, choiceText, findLayout, missingOf } from "./find-layout.ts";

/** The header is looked for in so many bytes. */
const HEAD_BYTES = 256 * 1024;

/** The rows of `chunks`. Throws SourceEncodingError, SourceColumnsError and SourceSyntaxError. */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  source: SourceConfig,
  notice: (sentence: string) => void,
): AsyncGenerator<readonly (SourceRecord | UnreadableRecord)[]> {
  const text = toUtf8(chunks, { encoding: source.csv.encoding, check: true });
  const head = await headOf(text);
  const columns = columnsRead(source);
  const layout = findLayout(head, source.csv, columns, source.name);
  if (layout === null) {
    notice("there is nothing in it");
    return;
  }
  for (const sentence of noticesOf(layout, columns)) notice(sentence);
  let row = -1;
  let index = 0;
  for await (const rows of csvRows(joined(head, text), layout.delimiter)) {
    const records: (SourceRecord | UnreadableRecord)[] = [];
    for (const next of rows) {
      row++;
      if (row <= layout.headerRow || isBlank(next)) continue;
      records.push(recordOf(next, layout.columns, index));
      index++;
    }
    if (records.length > 0) yield records;
  }
}

async function headOf(text: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let bytes = 0; bytes < HEAD_BYTES; ) {
    const next = await text.next();
    if (next.done === true) break;
    parts.push(Buffer.from(next.value));
    bytes += next.value.length;
  }
  return Buffer.concat(parts);
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

function isBlank(row: CsvRow | BrokenRow): boolean {
  return "cells" in row && row.cells.every((cell) => cell === "");
}

function recordOf(row: CsvRow | BrokenRow, columns: readonly string[], index: number): SourceRecord | UnreadableRecord {
  const { line } = row;
  if ("broken" in row) return { unreadable: row.broken, text: shownText(row.bytes), line, index };
  const { cells } = row;
  if (cells.length < columns.length || cells.slice(columns.length).some((cell) => cell.trim() !== "")) {
    return {
      unreadable:
        `the row${linesText(row)} has ${cells.length} ${cells.length === 1 ? "cell" : "cells"}, the header has ${columns.length} columns: is a delimiter, a quote or a ` +
        "line end within a cell that is not quoted?",
      text: shownText(row.bytes),
      line,
      index,
    };
  }
  // Without a prototype: a column may be called __proto__.
  const value: Record<string, string> = Object.create(null);
  for (const [at, column] of columns.entries()) {
    if (column !== "" && !(column in value)) value[column] = cells[at] ?? "";
  }
  return { value, line, index };
}

function linesText({ line, lines }: CsvRow): string {
  return lines === 1 ? "" : `, lines ${line} to ${line + lines - 1},`;
}

function* noticesOf({ headerRow, columns }: CsvLayout, { wanted }: ColumnsRead): Generator<string> {
  if (headerRow > 0) yield `the header is row ${headerRow + 1}: what stands above it is passed over`;
  const missing = missingOf(wanted, columns);
  if (missing.length > 0) {
    const names = missing.map((choice) => choiceText(choice, columns)).join(", ");
    yield `it has no column ${names}: what the mapping takes from there stays empty`;
  }
  const unnamed = columns.flatMap((name, at) => (name === "" ? [at + 1] : []));
  if (unnamed.length > 0) yield `${unnamed.length > 1 ? "columns" : "column"} ${unnamed.join(", ")} without a name`;
  const twice = new Set(columns.filter((name, at) => name !== "" && columns.indexOf(name) !== at));
  if (twice.size > 0)
    yield `more than one column ${[...twice].map((name) => JSON.stringify(name)).join(", ")}: not read`;
}
