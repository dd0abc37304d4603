/** What an import refused, as NDJSON: file, line, index, reason, field, detail, and the record as it was read. */
import { closeSync, openSync, writeSync } from "node:fs";
import { RejectsFileError } from "./rejects-file-error.ts";
import type { Refused } from "./tally.ts";

export interface RejectsFile {
  /** Writes it at once. */
  add(refused: Refused, record: unknown): void;
  close(): void;
}

/** Opens `path`; with `append` what it has stays. null: nothing is written. Throws RejectsFileError. */
export function openRejects(path: string | null, append: boolean): RejectsFile {
  if (path === null) return { add() {}, close() {} };
  const descriptor = attempted(path, () => openSync(path, append ? "a" : "w"));
  return {
    add({ file, line, index, reason, field, detail }, record) {
      const text = JSON.stringify({ file, line, index, reason, field, detail, record }, exactly);
      attempted(path, () => writeSync(descriptor, `${text}\n`));
    },
    close: () => closeSync(descriptor),
  };
}

/** TypeScript does not know it yet. */
const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** Whole numbers beyond 2^53 as they were read. */
function exactly(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? rawJSON(String(value)) : value;
}

function attempted<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new RejectsFileError(path, error);
  }
}
