/**
 * Record batches (format 2, all that Kafka has written since 0.11), as they stand in a response to a fetch.
 *
 * A batch is given with the offsets it spans, also when compaction left no record in it: only so can a reader
 * get past a gap. The last batch of a response may be cut off; it is left out.
 */
import type { Headers, LogRecord } from "@stagefold/processing";
import { ByteCursor } from "./byte-cursor.ts";
import { lookupCodecByAttributes } from "./kafkajs-internals.ts";

export interface RecordBatch {
  readonly lastOffset: number;
  readonly producerId: number;
  readonly isTransactional: boolean;
  /** Of a marker: how a transaction ended. null: a batch of records. */
  readonly marker: "commit" | "abort" | null;
  readonly records: readonly LogRecord[];
}

/** Up to the length, and with what follows it up to the records. */
const LENGTH_END = 12;
const HEADER_SIZE = 61;
const MAGIC = 2;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const CODEC = 0x07;

/** Decodes whole batches. Keys and values are views of `bytes`, or of what was decompressed. Throws on another format. */
export async function decodeBatches(bytes: Buffer): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  let start = 0;
  while (bytes.length - start >= HEADER_SIZE) {
    const end = start + LENGTH_END + bytes.readInt32BE(start + 8);
    if (end > bytes.length) break;
    batches.push(await decodeBatch(bytes.subarray(start, end)));
    start = end;
  }
  return batches;
}

async function decodeBatch(bytes: Buffer): Promise<RecordBatch> {
  const header = new ByteCursor(bytes);
  const baseOffset = header.int64();
  header.position = 16;
  const magic = header.int8();
  if (magic !== MAGIC) throw new Error(`record batch of format ${magic} at offset ${baseOffset}: only 2 can be read`);
  header.position = 21;
  const attributes = header.int16();
  const lastOffset = baseOffset + header.int32();
  const baseTimestamp = header.int64();
  const maxTimestamp = header.int64();
  const producerId = header.int64();
  header.position = 57;
  const count = header.int32();
  const common = { lastOffset, producerId, isTransactional: (attributes & TRANSACTIONAL) !== 0 };

  const stored = bytes.subarray(HEADER_SIZE);
  const codec = (attributes & CODEC) === 0 ? null : lookupCodecByAttributes(attributes);
  const cursor = new ByteCursor(codec === null || count === 0 ? stored : await codec.decompress(stored));
  if ((attributes & CONTROL) !== 0) return { ...common, marker: markerOf(cursor, count), records: [] };

  const stamp = (attributes & LOG_APPEND_TIME) === 0 ? null : maxTimestamp;
  const records: LogRecord[] = new Array(count);
  for (let index = 0; index < count; index++) records[index] = decodeRecord(cursor, baseOffset, baseTimestamp, stamp);
  return { ...common, marker: null, records };
}

function decodeRecord(cursor: ByteCursor, baseOffset: number, baseTimestamp: number, stamp: number | null): LogRecord {
  const length = cursor.varint();
  const end = cursor.position + length;
  cursor.position += 1;
  const timestamp = baseTimestamp + cursor.varint();
  const offset = baseOffset + cursor.varint();
  const key = bytesOrNull(cursor);
  const value = bytesOrNull(cursor);
  const headerCount = cursor.varint();
  const headers = headerCount === 0 ? null : decodeHeaders(cursor, headerCount);
  cursor.position = end;
  return { offset, timestamp: stamp ?? timestamp, key, value, headers };
}

function bytesOrNull(cursor: ByteCursor): Buffer | null {
  const length = cursor.varint();
  return length < 0 ? null : cursor.view(length);
}

function decodeHeaders(cursor: ByteCursor, count: number): Headers {
  const headers: [string, Uint8Array][] = [];
  for (let left = count; left > 0; left--) {
    const name = cursor.view(cursor.varint()).toString();
    headers.push([name, bytesOrNull(cursor) ?? new Uint8Array()]);
  }
  return Object.fromEntries(headers);
}

/** A marker's key is its version and its kind: 0 abort, 1 commit. Others end no transaction. */
function markerOf(cursor: ByteCursor, count: number): RecordBatch["marker"] {
  if (count === 0) return "commit";
  const { key } = decodeRecord(cursor, 0, 0, null);
  return key !== null && Buffer.from(key).readInt16BE(2) === 0 ? "abort" : "commit";
}
