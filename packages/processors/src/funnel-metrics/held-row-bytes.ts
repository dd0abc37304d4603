/**
 * A period's row as one binary value: the counts that are not 0, the sketches that hold anything,
 * which slots were ever published, and which of them closed. Avro's primitives.
 */
import { AvroReader, AvroWriter } from "@stagefold/codec";
import type { HeldRow, MetricPlan, PeriodRow, Seen, Sketch } from "@stagefold/domain";
import { emptyRow } from "@stagefold/domain";

const FORMAT = 2;
const NUMBER_BYTES = 10;

const writer = new AvroWriter();
const reader = new AvroReader();

/** What of a held row is stored. */
export type StoredRow = Pick<HeldRow, "row" | "seen" | "closed">;

/** The stored form of a row. */
export function encodeHeldRow({ row, seen, closed }: StoredRow): Uint8Array {
  writer.start(boundOf(row, seen.length + closed.length));
  writer.int(FORMAT);
  let filled = 0;
  for (const count of row.counts) if (count !== 0) filled++;
  writer.int(filled);
  for (let i = 0; i < row.counts.length; i++) {
    const count = row.counts[i] as number;
    if (count === 0) continue;
    writer.int(i);
    writer.long(count);
  }
  filled = 0;
  for (const sketch of row.sketches) if (sketch !== undefined && sketch.buckets.length > 0) filled++;
  writer.int(filled);
  for (let i = 0; i < row.sketches.length; i++) {
    const sketch = row.sketches[i];
    if (sketch === undefined || sketch.buckets.length === 0) continue;
    writer.int(i);
    writeSketch(sketch);
  }
  writeSeen(seen);
  writeSeen(closed);
  return writer.finish();
}

/** The row in a stored form. Throws when it is not one of `encodeHeldRow`. */
export function decodeHeldRow(bytes: Uint8Array, plan: MetricPlan): StoredRow {
  reader.start(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
  const format = reader.int("format");
  if (format !== FORMAT) throw new Error(`a row of funnel-metrics is stored in format ${format}, not ${FORMAT}`);
  const row = emptyRow(plan.countSize, plan.sketchSize);
  for (let left = reader.int("counts"); left > 0; left--)
    row.counts[reader.int("index")] = Number(reader.long("count"));
  for (let left = reader.int("sketches"); left > 0; left--) row.sketches[reader.int("index")] = readSketch();
  const seen = readSeen();
  const closed = readSeen();
  reader.finish();
  return { row, seen, closed };
}

function writeSeen(seen: Readonly<Seen>): void {
  writer.int(seen.length);
  for (const word of seen) writer.int(word);
}

function readSeen(): Seen {
  const seen: Seen = [];
  for (let left = reader.int("seen"); left > 0; left--) seen.push(reader.int("word"));
  return seen;
}

function writeSketch(sketch: Sketch): void {
  writer.long(sketch.count);
  // Sums may pass 2^53, and are whole: as bigints every bit of them is written.
  writer.long(integer(sketch.sum));
  writer.long(integer(sketch.sumRest));
  writer.int(sketch.buckets.length);
  let previous = 0;
  for (let i = 0; i < sketch.buckets.length; i++) {
    const bucket = sketch.buckets[i] as number;
    writer.int(bucket - previous);
    writer.long(sketch.weights[i] as number);
    previous = bucket;
  }
}

function integer(value: number): number | bigint {
  return Number.isSafeInteger(value) ? value : BigInt(value);
}

function readSketch(): Sketch {
  const count = Number(reader.long("count"));
  const sum = Number(reader.long("sum"));
  const sumRest = Number(reader.long("sumRest"));
  const buckets: number[] = [];
  const weights: number[] = [];
  let bucket = 0;
  for (let left = reader.int("buckets"); left > 0; left--) {
    bucket += reader.int("bucket");
    buckets.push(bucket);
    weights.push(Number(reader.long("weight")));
  }
  return { count, sum, sumRest, buckets, weights };
}

function boundOf(row: PeriodRow, words: number): number {
  let numbers = 8 + 2 * row.counts.length + words;
  for (const sketch of row.sketches) if (sketch !== undefined) numbers += 6 + 2 * sketch.buckets.length;
  return numbers * NUMBER_BYTES;
}
