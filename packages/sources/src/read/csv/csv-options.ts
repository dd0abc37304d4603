/** How csv-parse is asked to read, wherever it does. */
import type { Options } from "csv-parse";

/** A longer row is no row: its quote is not closed, or the file is no CSV. */
export const MAX_ROW_BYTES = 1 << 20;

/** Rows as lists of cells, every one of them (blank lines too), whatever their number of cells. */
export function csvOptions(delimiter: string): Options {
  return {
    delimiter,
    columns: false,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    // A quote inside a cell that does not begin with one is part of it: 5" screen.
    relax_quotes: true,
    ltrim: true,
    max_record_size: MAX_ROW_BYTES,
  };
}
