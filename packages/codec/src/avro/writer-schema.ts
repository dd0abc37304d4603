/**
 * How a value under some schema number is read as one of our records.
 *
 * A writer whose schema is ours but for words (documentation, defaults) is read by the generated code
 * at once. Any other is resolved into the bytes that our schema would have, and these go through the same
 * generated code: slower, but one place judges what a value may be.
 */
import type avsc from "avsc";
import { AvroReader, UndecodableError } from "./avro-reader.ts";
import { AvroWriter } from "./avro-writer.ts";
import { exactType, foreignType } from "./exact-types.ts";
import { type AvroRecord, type RecordName, recordBound, SCHEMAS, writeRecord } from "./records.generated.ts";
import { type ReadValue, resolvedReader } from "./resolve-schema.ts";

/** What is known of one writer. */
export interface WriterSchema {
  readonly name: RecordName;
  /** The body in our schema's form; null where it is in that form as it stands. Throws UndecodableError. */
  readonly toOurs: ((body: Buffer) => Buffer) | null;
}

/** Throws UndecodableError when the schema is none of our records, or cannot be read as it. */
export function writerSchema(schema: string, id: number): WriterSchema {
  const theirs = parsedSchema(schema, id);
  const name = (Object.keys(SCHEMAS) as RecordName[]).find((one) => ourType(one).name === theirs.name);
  if (name === undefined) {
    throw new UndecodableError(`schema ${id} is of ${theirs.name ?? theirs.typeName}, which is no record known here`);
  }
  if (theirs.fingerprint().equals(ourType(name).fingerprint())) return { name, toOurs: null };
  return { name, toOurs: resolution(name, resolvedAs(name, theirs, schema, id)) };
}

function resolution(name: RecordName, read: ReadValue): (body: Buffer) => Buffer {
  const reader = new AvroReader();
  const writer = new AvroWriter();
  return (body) => {
    reader.start(body, 0);
    const record = { type: name, ...(read(reader) as object) } as AvroRecord;
    reader.finish();
    writer.start(recordBound(record));
    writeRecord(writer, record);
    return writer.finish();
  };
}

function resolvedAs(name: RecordName, theirs: avsc.Type, schema: string, id: number): ReadValue {
  try {
    ourType(name).createResolver(theirs);
  } catch (error) {
    throw new UndecodableError(`schema ${id} cannot be read as ${name}: ${(error as Error).message}`);
  }
  return resolvedReader(JSON.parse(schema), JSON.parse(SCHEMAS[name]));
}

function parsedSchema(schema: string, id: number): avsc.Type {
  try {
    return foreignType(schema);
  } catch (error) {
    throw new UndecodableError(`schema ${id} is no Avro schema that stands alone: ${(error as Error).message}`);
  }
}

const types = new Map<RecordName, avsc.Type>();

function ourType(name: RecordName): avsc.Type {
  let type = types.get(name);
  if (type === undefined) {
    type = exactType(SCHEMAS[name]);
    types.set(name, type);
  }
  return type;
}
