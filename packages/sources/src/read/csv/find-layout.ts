/**
 * How a CSV file is laid out: its delimiter, and the row that names its columns.
 *
 * Exports have titles, dates and blank lines above their table, so the header is the first row, of the first 20, that
 * has every column the mapping needs; and the delimiter is the one under which there is such a row.
 */
import { type CsvConfig, didYouMean } from "@stagefold/config";
import { CsvError, parse } from "csv-parse/sync";
import { SourceColumnsError } from "../errors.ts";
import type { ColumnChoice, ColumnsRead } from "./columns-read.ts";
import { csvOptions } from "./csv-options.ts";

export interface CsvLayout {
  readonly delimiter: string;
  /** Of the header among all rows, from 0; -1: the file has none. */
  readonly headerRow: number;
  readonly columns: readonly string[];
}

const DELIMITERS = [",", ";", "\t", "|"];
const HEADER_ROWS = 20;

/**
 * The layout of the file that begins with `head` (UTF-8, may be cut anywhere). null where there is nothing in it.
 * Throws SourceColumnsError, which names the columns that are missing and the nearest that were found. Pure.
 */
export function findLayout(head: Buffer, csv: CsvConfig, columns: ColumnsRead, sourceName: string): CsvLayout | null {
  const tables = (csv.delimiter === null ? DELIMITERS : [csv.delimiter]).map((delimiter) => ({
    delimiter,
    rows: firstRows(head, delimiter),
  }));
  if (tables.every(({ rows }) => rows.every(isBlank))) return null;
  if (csv.columns !== null) {
    const { length } = csv.columns;
    const found = tables.find(({ rows }) => rows.find((row) => !isBlank(row))?.length === length) ?? tables[0];
    return { delimiter: found?.delimiter ?? ",", headerRow: -1, columns: named(csv.columns) };
  }
  let best: { layout: CsvLayout; missing: readonly ColumnChoice[] } | null = null;
  for (const { delimiter, rows } of tables) {
    for (const [headerRow, row] of rows.entries()) {
      const layout = { delimiter, headerRow, columns: named(row) };
      const missing = missingOf(columns.needed, layout.columns);
      if (missing.length === 0 && !isBlank(row)) return checked(layout, columns, sourceName);
      if (best === null || nearer(missing, row, best)) best = { layout, missing };
    }
  }
  throw new SourceColumnsError(best === null ? "" : sentence(best.layout, best.missing, sourceName));
}

/** The choices of which none is among `columns`. Pure. */
export function missingOf(choices: readonly ColumnChoice[], columns: readonly string[]): readonly ColumnChoice[] {
  return choices.filter((choice) => !choice.some((name) => columns.includes(name)));
}

/** How a choice of columns is said: "Owner" or "Owner ID". Pure. */
export function choiceText(choice: ColumnChoice, columns: readonly string[]): string {
  const names = choice.map((name) => JSON.stringify(name)).join(" or ");
  const [first = ""] = choice;
  return `${names}${didYouMean(first, columns).replace(/^; (did you mean .*)\?$/, " ($1?)")}`;
}

function firstRows(head: Buffer, delimiter: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  try {
    parse(head, {
      ...csvOptions(delimiter),
      to: HEADER_ROWS,
      on_record: (cells: string[]) => {
        rows.push(cells);
        return null;
      },
    });
  } catch (error) {
    // A cut head may end within quotes: the rows before are whole.
    if (!(error instanceof CsvError)) throw error;
  }
  return rows;
}

function named(cells: readonly string[]): readonly string[] {
  return cells.map((cell) => cell.trim());
}

function isBlank(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === "");
}

function nearer(
  missing: readonly ColumnChoice[],
  row: readonly string[],
  best: { readonly layout: CsvLayout; readonly missing: readonly ColumnChoice[] },
): boolean {
  if (missing.length !== best.missing.length) return missing.length < best.missing.length;
  return row.length > best.layout.columns.length;
}

/** A column that is there twice, and read, could be either. */
function checked(layout: CsvLayout, { needed, wanted }: ColumnsRead, sourceName: string): CsvLayout {
  const read = new Set([...needed, ...wanted].flat());
  const twice = layout.columns.find((name, at) => read.has(name) && layout.columns.indexOf(name) !== at);
  if (twice === undefined) return layout;
  throw new SourceColumnsError(
    `line ${layout.headerRow + 1}: the column ${JSON.stringify(twice)}, which ${sourceName} reads, is there twice: ` +
      "rename one of them in the file",
  );
}

function sentence(layout: CsvLayout, missing: readonly ColumnChoice[], sourceName: string): string {
  const named = layout.columns.filter((name) => name !== "").slice(0, 40);
  return (
    `no row of the first ${HEADER_ROWS} has all columns that ${sourceName} reads. The nearest, row ` +
    `${layout.headerRow + 1}, lacks ${missing.map((choice) => choiceText(choice, layout.columns)).join(", ")}; it has ` +
    `${named.map((name) => JSON.stringify(name.slice(0, 60))).join(", ")}. Export these columns, name the ones that ` +
    "are there in the mapping, or list them under csv.columns if the file has no header"
  );
}
