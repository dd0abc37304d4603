/**
 * Input lines into the log: each record under its key, with its line beside it, so that a dead letter
 * can show the line as it was read.
 *
 * A line that cannot become a record, or one out of its domain whatever the configuration (which may have no
 * key to lie under), becomes a dead letter here; all else is judged where it is processed.
 */
import { type AvroCodec, createAvroCodec, EMBEDDED_SCHEMA_IDS, parseInputLine } from "@stagefold/codec";
import { invalidReason } from "@stagefold/domain";
import type { Log, OutRecord, WallClock } from "@stagefold/processing";
import { DEAD_LETTERS, HEADER, inputOutRecord, type Refusal, refusalHeaders } from "@stagefold/processors";
import type { OnBytes } from "./input-chunks.ts";
import { inputLines } from "./input-lines.ts";

export interface IngestOptions {
  readonly log: Log;
  readonly partitions: number;
  readonly wallClock: WallClock;
}

export interface Ingest {
  /** Appends the records of these lines, durable when it is done. */
  lines(lines: readonly Buffer[]): Promise<void>;
  /** Lines taken, blank ones not counted. */
  readonly read: number;
}

/** Makes an ingest into `log`, whose topics all have `partitions`. */
export function createIngest({ log, partitions }: IngestOptions): Ingest {
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  let read = 0;
  return {
    get read() {
      return read;
    },
    async lines(lines) {
      const records: OutRecord[] = [];
      for (const line of lines) {
        if (isBlank(line)) continue;
        read++;
        records.push(recordOf(line, codec, partitions));
      }
      if (records.length > 0) await log.append(records);
    },
  };
}

/** Takes in whole files, in order. Throws InputFileError. */
export async function ingestFiles(
  ingest: Ingest,
  files: readonly string[],
  onBytes: OnBytes,
  onEmpty: (file: string) => void,
): Promise<void> {
  for (const file of files) {
    const before = ingest.read;
    for await (const lines of inputLines(file, onBytes)) await ingest.lines(lines.map((line) => line.bytes));
    if (ingest.read === before) onEmpty(file);
  }
}

function recordOf(line: Buffer, codec: AvroCodec, partitions: number): OutRecord {
  const parsed = parseInputLine(line);
  if (!parsed.ok) return deadLine(line, parsed);
  const { record } = parsed;
  const invalid = invalidReason(record);
  if (invalid !== null) return deadLine(line, { reason: "INVALID", detail: invalid });
  return inputOutRecord(record, partitions, codec, { [HEADER.line]: line });
}

function deadLine(line: Buffer, refusal: Refusal): OutRecord {
  return { topic: DEAD_LETTERS, partition: 0, key: null, value: line, headers: refusalHeaders(refusal) };
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}
