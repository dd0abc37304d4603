/** Records of a source, read from a body and mapped. */
import type { SourceConfig } from "@stagefold/config";
import { HttpProblem } from "@stagefold/http";
import {
  distinctSpend,
  type Mapped,
  type Mapper,
  type RecordFormat,
  readRecords,
  SourceColumnsError,
  SourceEncodingError,
  type SourceRecord,
  SourceSyntaxError,
  type UnreadableRecord,
} from "@stagefold/sources";
import { UNREADABLE_BODY } from "../problem/intake-problems.ts";
import { type Item, type ItemRefusal, refusedItem } from "./item.ts";
import { assertFew } from "./own-items.ts";

/** An item, and the record that it is of, as text. */
export interface SourceItem {
  readonly item: Item;
  readonly record: () => string;
}

/** A record may take twenty times its bytes as long as it is read. */
const LONGEST_RECORD = 1 << 20;

/** The items of a body. Throws 400 where it cannot be read on, 413 where it has too many records. */
export async function sourceItems(
  body: Buffer,
  format: RecordFormat,
  source: SourceConfig,
  mapper: Mapper,
): Promise<readonly SourceItem[]> {
  const items: SourceItem[] = [];
  const delivery = distinctSpend(mapper);
  try {
    for await (const records of readRecords(chunksOf(body), { format, source, maxRecordBytes: LONGEST_RECORD })) {
      for (const record of records) items.push(sourceItem(record, delivery));
      assertFew(items);
    }
  } catch (error) {
    if (isUnreadable(error)) throw new HttpProblem(UNREADABLE_BODY, error.message);
    throw error;
  }
  return items;
}

function sourceItem(record: SourceRecord | UnreadableRecord, mapper: Mapper): SourceItem {
  const { index } = record;
  if ("unreadable" in record) {
    const refusal: ItemRefusal = { reason: "UNDECODABLE", detail: record.unreadable, field: null, eventId: null };
    return { item: refusedItem(index, refusal), record: () => record.text };
  }
  return { item: mappedItem(index, mapper.map(record.value)), record: () => textOf(record.value) };
}

function mappedItem(index: number, { events, problems, skipped }: Mapped): Item {
  if (problems.length === 0) return { index, events, refusals: [], skipped };
  return refusedItem(
    index,
    ...problems.map(({ field, detail }) => ({ reason: "INVALID", detail, field, eventId: null }) as const),
  );
}

/** Whole numbers beyond 2^53 are bigints: for whoever reads it, their digits. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part)) ?? "";
}

type UnreadableError = SourceColumnsError | SourceEncodingError | SourceSyntaxError;

function isUnreadable(error: unknown): error is UnreadableError {
  return (
    error instanceof SourceColumnsError || error instanceof SourceEncodingError || error instanceof SourceSyntaxError
  );
}

/** In parts, so that reading ends soon after there are too many records. */
const CHUNK = 64 * 1024;

async function* chunksOf(body: Buffer): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < body.length; from += CHUNK) yield body.subarray(from, from + CHUNK);
}
