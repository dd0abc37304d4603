/**
 * What names the reading of a file: its content, the mapping and the configuration it is read under. Another of any of
 * these gives other events, so it is another reading, which begins anew.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { fingerprintOf, type SourceConfig } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import type { RecordFormat } from "@stagefold/sources";
import { InputFileError } from "../embedded/input-file-error.ts";

/** What a file is read under, as text that differs where the events may. Pure. */
export function readingKey(source: SourceConfig, config: StagefoldConfig, format: RecordFormat): string {
  const { tests: _, signature: _signature, topic: _topic, ...mapping } = source;
  return hashOf(JSON.stringify([format, fingerprintOf(config), mapping], plain));
}

/** The name of the reading of `file`, whose bytes are gone through. Throws InputFileError. */
export async function readerName(file: string, key: string, onBytes: (count: number) => void): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      onBytes((chunk as Buffer).length);
    }
  } catch (error) {
    throw InputFileError.of(file, 1, error as NodeJS.ErrnoException);
  }
  return `import ${hash.digest("hex")} ${key}`;
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) return [...value];
  return typeof value === "bigint" ? String(value) : value;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
