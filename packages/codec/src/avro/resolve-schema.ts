/**
 * Reads what was written under another schema in the terms of ours: Avro's schema resolution, with the strict
 * reader. (avsc's own loops for as long as a broken count says, and loses what is no UTF-8.)
 *
 * That the two resolve at all is checked before, by avsc; here is only how. Logical types are no concern: the
 * values go through our own schema's reader afterwards.
 */
import { type AvroReader, UndecodableError } from "./avro-reader.ts";

/** Reads one value, of a writer's type in the terms of ours. */
export type ReadValue = (reader: AvroReader) => unknown;

type Json = Readonly<Record<string, unknown>>;
interface JsonField {
  readonly name: string;
  readonly type: unknown;
  readonly default?: unknown;
}

/** A reader of records that `writer` wrote, as objects with the fields of `ours`. Both are parsed schemas. */
export function resolvedReader(writer: Json, ours: Json): ReadValue {
  return recordReader(writer, ours, new Map());
}

/** `named` has the writer's named types, by their names with and without namespace. */
function recordReader(writer: Json, ours: Json, named: Map<string, Json>): ReadValue {
  const ourFields = ours.fields as readonly JsonField[];
  const steps = (writer.fields as readonly JsonField[]).map((field) => {
    const wanted = ourFields.find((one) => one.name === field.name);
    const read =
      wanted === undefined
        ? plainReader(field.type, field.name, named)
        : valueReader(field.type, wanted.type, field.name, named);
    return { name: wanted === undefined ? null : field.name, read };
  });
  return (reader) => {
    const record: Record<string, unknown> = {};
    for (const field of ourFields) record[field.name] = field.default;
    for (const { name, read } of steps) {
      const value = read(reader);
      if (name !== null) record[name] = value;
    }
    return record;
  };
}

function valueReader(writer: unknown, ours: unknown, field: string, named: Map<string, Json>): ReadValue {
  if (Array.isArray(writer))
    return unionReader(
      writer.map((branch) => valueReader(branch, ours, field, named)),
      field,
    );
  const theirs = definitionOf(writer, named);
  if (Array.isArray(ours)) return theirs.type === "null" ? () => null : valueReader(theirs, ours[1], field, named);
  const kind = definitionOf(ours, new Map());
  if (kind.type === "enum") return enumReader(theirs, kind, field);
  if (kind.type === "double" && theirs.type !== "double") {
    const read = plainReader(theirs, field, named);
    return (reader) => Number(read(reader));
  }
  if (kind.type === "string" && theirs.type === "bytes") return (reader) => reader.string(field);
  if (kind.type === "bytes") return (reader) => reader.bytes(field);
  return plainReader(theirs, field, named);
}

function enumReader(theirs: Json, ours: Json, field: string): ReadValue {
  const known = new Set(ours.symbols as readonly string[]);
  const symbols = (theirs.symbols as readonly string[]).map((symbol) =>
    known.has(symbol) ? symbol : String(ours.default),
  );
  return (reader) => reader.symbol(symbols, field);
}

function unionReader(branches: readonly ReadValue[], field: string): ReadValue {
  return (reader) => {
    const index = reader.long(field);
    const read = typeof index === "number" ? branches[index] : undefined;
    if (read === undefined) throw new UndecodableError(`${field}: branch ${index} of a union of ${branches.length}`);
    return read(reader);
  };
}

/** Reads a value as it was written, which is also how one is skipped. */
function plainReader(type: unknown, field: string, named: Map<string, Json>): ReadValue {
  if (Array.isArray(type))
    return unionReader(
      type.map((branch) => plainReader(branch, field, named)),
      field,
    );
  const theirs = definitionOf(type, named);
  switch (theirs.type) {
    case "null":
      return () => null;
    case "boolean":
      return (reader) => reader.boolean(field);
    case "int":
    case "long":
      return (reader) => reader.long(field);
    case "float":
      return (reader) => reader.float(field);
    case "double":
      return (reader) => reader.double(field);
    case "string":
      return (reader) => reader.string(field);
    case "bytes":
      return (reader) => reader.bytes(field);
    case "fixed":
      return (reader) => reader.fixed(Number(theirs.size), field);
    case "enum":
      return (reader) => reader.symbol(theirs.symbols as readonly string[], field);
    case "map": {
      if (theirs.values === "string") return (reader) => reader.stringMap(field);
      const value = plainReader(theirs.values, field, named);
      return (reader) => reader.array((entry) => [entry.string(field), value(entry)], field);
    }
    case "array": {
      const item = plainReader(theirs.items, field, named);
      return (reader) => reader.array(item, field);
    }
    case "record": {
      // Looked up late: a record may hold itself.
      let parts: readonly ReadValue[] | null = null;
      return (reader) => {
        parts ??= (theirs.fields as readonly JsonField[]).map((part) =>
          plainReader(part.type, `${field}.${part.name}`, named),
        );
        return parts.map((read) => read(reader));
      };
    }
    default:
      throw new UndecodableError(`${field}: type ${JSON.stringify(type)} cannot be read`);
  }
}

/** The type as an object; a name is looked up, a definition remembered under its name. */
function definitionOf(type: unknown, named: Map<string, Json>): Json {
  if (typeof type === "string") return named.get(type) ?? { type };
  const definition = type as Json;
  if (typeof definition.type === "object") return definitionOf(definition.type, named);
  if (typeof definition.name === "string") {
    named.set(definition.name, definition);
    if (typeof definition.namespace === "string") named.set(`${definition.namespace}.${definition.name}`, definition);
  }
  return definition;
}
