/**
 * How a value under some schema number is read as one of our records.
 *
 * A writer whose schema is ours but for words (documentation, defaults) is read by the generated code
 * at once. Any other goes through avsc's resolution into the bytes that our schema would have, and then
 * through the same generated code: slower, but one place judges what a value may be.
 */
import type avsc from "avsc";
import { UndecodableError } from "./avro-reader.ts";
import { exactType } from "./exact-types.ts";
import { READERS, type RecordName, SCHEMAS } from "./records.generated.ts";

/** What is known of one writer. */
export interface WriterSchema {
  readonly name: RecordName;
  /** The body in our schema's form; null where it is in that form as it stands. */
  readonly toOurs: ((body: Buffer) => Buffer) | null;
}

/** Throws UndecodableError when the schema is none of our records, or cannot be read as it. */
export function writerSchema(schema: string, id: number): WriterSchema {
  const theirs = exactType(schema);
  const names = Object.keys(READERS) as RecordName[];
  const name = names.find((one) => ourType(one).name === theirs.name);
  if (name === undefined)
    throw new UndecodableError(`schema ${id} is of ${theirs.name}, which is no record known here`);
  const ours = ourType(name);
  if (theirs.fingerprint().equals(ours.fingerprint())) return { name, toOurs: null };
  const resolver = resolverOf(ours, theirs, id);
  return {
    name,
    toOurs(body) {
      try {
        return ours.toBuffer(ours.fromBuffer(body, resolver));
      } catch (error) {
        throw new UndecodableError(`no ${name} as schema ${id} writes it: ${(error as Error).message}`);
      }
    },
  };
}

function resolverOf(ours: avsc.Type, theirs: avsc.Type, id: number): ReturnType<avsc.Type["createResolver"]> {
  try {
    return ours.createResolver(theirs);
  } catch (error) {
    throw new UndecodableError(`schema ${id} cannot be read as ${ours.name}: ${(error as Error).message}`);
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
