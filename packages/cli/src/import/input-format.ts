/** How an input file is written, told by its name: `leads.csv`, `leads.json.gz`. */
import { basename, extname } from "node:path";
import type { RecordFormat } from "@stagefold/sources";

export const FORMATS: readonly RecordFormat[] = ["csv", "json", "ndjson"];

const BY_EXTENSION: Readonly<Record<string, RecordFormat>> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".txt": "csv",
  ".json": "json",
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
};

/** The format that a file's name tells; null: none. `.gz` at its end means nothing. Pure. */
export function formatOfName(file: string): RecordFormat | null {
  const name = basename(file).replace(/\.gz$/i, "");
  return BY_EXTENSION[extname(name).toLowerCase()] ?? null;
}
