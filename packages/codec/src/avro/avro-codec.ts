/**
 * Records to and from the Confluent wire format (byte 0, 4-byte schema number, Avro body): SEMANTICS 2.
 *
 * Decoding never throws: a value that cannot become a record comes back with the sentence for its
 * dead letter. An empty channel, campaignId or ownerId of an input record is read as null.
 */
import { AvroReader, UndecodableError } from "./avro-reader.ts";
import { AvroWriter } from "./avro-writer.ts";
import { type AvroRecord, READERS, type RecordName, recordBound, writeRecord } from "./records.generated.ts";
import type { SchemaIds } from "./schema-ids.ts";
import { type WriterSchema, writerSchema } from "./writer-schema.ts";

/** A record, or why there is none. */
export type Decoded<R> =
  | { readonly ok: true; readonly record: R }
  | { readonly ok: false; readonly reason: "UNDECODABLE"; readonly detail: string };

export interface AvroCodec {
  /** The value of `record`: bytes that are never written again. */
  encode(record: AvroRecord): Buffer;
  /** The record in `value`. Never throws, unless `schemaOf` of the ids does. What it returns shares no bytes with `value`, fields of type bytes aside. */
  decode(value: Uint8Array): Decoded<AvroRecord>;
}

const HEAD = 5;

interface Known extends WriterSchema {
  readonly read: (reader: AvroReader) => AvroRecord;
}

/** A codec that knows schemas by the numbers of `ids`. */
export function createAvroCodec(ids: SchemaIds): AvroCodec {
  const reader = new AvroReader();
  const writer = new AvroWriter();
  const known = new Map<number, Known>();
  let lastId = -1;
  let last: Known | null = null;

  function writerOf(id: number): Known {
    if (id === lastId && last !== null) return last;
    let found = known.get(id);
    if (found === undefined) {
      const schema = ids.schemaOf(id);
      if (schema === undefined) throw new UndecodableError(`schema ${id} is unknown`);
      const writerOfId = writerSchema(schema, id);
      found = { ...writerOfId, read: READERS[writerOfId.name as RecordName] };
      known.set(id, found);
    }
    lastId = id;
    last = found;
    return found;
  }

  return {
    encode(record) {
      writer.start(HEAD + recordBound(record));
      writer.head(ids.idOf(record.type));
      writeRecord(writer, record);
      return writer.finish();
    },

    decode(value) {
      try {
        const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
        if (bytes.length < HEAD || bytes[0] !== 0) throw new UndecodableError(noWireFormat(bytes));
        const { read, toOurs } = writerOf(bytes.readUInt32BE(1));
        if (toOurs === null) reader.start(bytes, HEAD);
        else reader.start(toOurs(bytes.subarray(HEAD)), 0);
        const record = read(reader);
        reader.finish();
        return { ok: true, record };
      } catch (error) {
        if (!(error instanceof UndecodableError)) throw error;
        return { ok: false, reason: "UNDECODABLE", detail: error.message };
      }
    },
  };
}

function noWireFormat(bytes: Buffer): string {
  if (bytes.length === 0) return "the value is empty";
  if (bytes[0] !== 0) return `the value begins with byte ${bytes[0]}, not with 0 as the wire format does`;
  return `the value has ${bytes.length} bytes, fewer than the wire format's head`;
}
