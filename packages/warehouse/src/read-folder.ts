/** The lines of a replay's outputs as rows. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { UnreadableOutputError, WarehouseUnavailableError } from "./errors.ts";
import { type OutputRow, rowOfLine } from "./output-row.ts";
import type { Table } from "./table.ts";

/**
 * Gives each line of the topic's file to `onRow` and how many there were. Throws UnreadableOutputError with the line's
 * number, WarehouseUnavailableError where the file cannot be read.
 */
export async function readFolder(folder: string, table: Table, onRow: (row: OutputRow) => void): Promise<number> {
  const file = join(folder, `${table.topic}.ndjson`);
  let at = 0;
  let count = 0;
  const take = (line: string): void => {
    at++;
    if (line.trim() === "") return;
    onRow(rowAt(line, table, `${file}:${at}`));
    count++;
  };
  let rest = "";
  try {
    for await (const text of createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 18 })) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(take);
    }
  } catch (cause) {
    if (cause instanceof Error && "syscall" in cause) throw new WarehouseUnavailableError(file, cause);
    throw cause;
  }
  if (rest !== "") take(rest);
  return count;
}

function rowAt(line: string, table: Table, place: string): OutputRow {
  try {
    return rowOfLine(line, table);
  } catch (error) {
    throw new UnreadableOutputError(place, error instanceof Error ? error.message : String(error));
  }
}
