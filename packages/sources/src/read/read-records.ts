/**
 * Bytes of a file or a body as records of a source, in order.
 *
 * Memory is that of one chunk and one record, whatever the bytes are. What is wrong with a single row or line is an
 * UnreadableRecord, and reading goes on behind it.
 */
import type { SourceConfig } from "@stagefold/config";
import type { SourceRecord, UnreadableRecord } from "../mapped.ts";
import { readCsv } from "./csv/read-csv.ts";
import { readJson } from "./json/read-json.ts";
import { readNdjson } from "./json/read-ndjson.ts";

/** How records are written: rows of a table, a JSON document (or several, one after the other), a JSON value a line. */
export type RecordFormat = "csv" | "json" | "ndjson";

export interface ReadOptions {
  readonly format: RecordFormat;
  /** Says how its files are written, and which columns are read. */
  readonly source: SourceConfig;
  /** Of JSON and NDJSON, the most bytes of one record, whole MiB. Default 8 MiB. A row of CSV has 1 MiB at most. */
  readonly maxRecordBytes?: number;
  /** Is told, in a sentence, what a person may want to know and what stops nothing. */
  readonly notice?: (sentence: string) => void;
}

/** What was read, in order. */
export type ReadRecords = readonly (SourceRecord | UnreadableRecord)[];

/**
 * The records of `chunks` as they come, some at a time. The same bytes give the same records, however they are cut.
 * Throws SourceEncodingError, SourceColumnsError and SourceSyntaxError where nothing more can be read.
 */
export function readRecords(chunks: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncGenerator<ReadRecords> {
  const { maxRecordBytes = 8 << 20 } = options;
  switch (options.format) {
    case "csv":
      return readCsv(chunks, options.source, options.notice ?? (() => {}));
    case "json":
      return readJson(chunks, options.source.records, maxRecordBytes);
    case "ndjson":
      return readNdjson(chunks, maxRecordBytes);
  }
}
