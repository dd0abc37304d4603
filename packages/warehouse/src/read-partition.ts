/** The records of a partition as rows. */
import type { AvroCodec } from "@stagefold/codec";
import type { LogRecord } from "@stagefold/processing";
import { UnreadableOutputError } from "./errors.ts";
import type { OutputFields, OutputRow } from "./output-row.ts";
import type { Table } from "./table.ts";
import type { ExportedLog } from "./warehouse-source.ts";

const READ_LIMIT = { records: 10_000, bytes: 4 << 20 };

export interface PartitionRead {
  readonly log: ExportedLog;
  readonly codec: AvroCodec;
  readonly table: Table;
  readonly partition: number;
  readonly from: number;
  /** The offset to read up to. */
  readonly end: number;
}

/**
 * Gives each record to `onRow` and how many there were. Throws UnreadableOutputError for a value that is no record of
 * the table.
 */
export async function readPartition(
  { log, codec, table, partition, from, end }: PartitionRead,
  onRow: (row: OutputRow) => void,
): Promise<number> {
  let count = 0;
  for (let offset = from; offset < end; ) {
    const { records, nextOffset } = await log.read(table.topic, partition, offset, READ_LIMIT);
    for (const record of records) {
      if (record.offset >= end) break;
      onRow(rowOf(record, table, codec, partition));
      count++;
    }
    offset = nextOffset;
  }
  return count;
}

function rowOf({ offset, key, value }: LogRecord, table: Table, codec: AvroCodec, partition: number): OutputRow {
  const place = `${table.topic}[${partition}] offset ${offset}`;
  if (value === null) {
    if (key === null) throw new UnreadableOutputError(place, "it has neither key nor value");
    return { key: Buffer.from(key).toString(), fields: null };
  }
  const decoded = codec.decode(value);
  if (!decoded.ok) throw new UnreadableOutputError(place, decoded.detail);
  const { record } = decoded;
  if (record.type !== table.record) throw new UnreadableOutputError(place, `it is a ${record.type}`);
  const fields = record as unknown as OutputFields;
  return { key: fields[table.keyField] as string, fields };
}
