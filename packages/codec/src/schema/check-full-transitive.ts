/**
 * Whether a schema may follow others on a topic whose compatibility is FULL_TRANSITIVE: SEMANTICS 2.
 *
 * Each pair is tried both ways, the new schema reading what an old one wrote and the reverse: by avsc's
 * resolution, which knows names, missing fields, types, promotions and symbols; and by one rule that it leaves
 * out: the same bytes under another logical type would be read as another quantity.
 */
import { foreignType } from "../avro/exact-types.ts";

type Json = Readonly<Record<string, unknown>>;

/** The problems of `next` (JSON) beside each of `previous`, one sentence each; empty when it may follow. Pure. */
export function checkFullTransitive(next: string, previous: readonly string[]): string[] {
  return previous.flatMap((old, index) => [
    ...problems(next, old).map((problem) => `reading what version ${index + 1} wrote: ${problem}`),
    ...problems(old, next).map((problem) => `read by version ${index + 1}: ${problem}`),
  ]);
}

function problems(reader: string, writer: string): string[] {
  try {
    foreignType(reader).createResolver(foreignType(writer));
  } catch (error) {
    return [(error as Error).message];
  }
  return fieldProblems(JSON.parse(reader), JSON.parse(writer));
}

/** Walks two types that resolve, side by side. */
function fieldProblems(reader: unknown, writer: unknown, where = ""): string[] {
  if (Array.isArray(reader) && Array.isArray(writer)) return branchProblems(reader, writer, where);
  if (Array.isArray(reader)) return branchProblems(reader, [writer], where);
  if (Array.isArray(writer)) return branchProblems([reader], writer, where);
  const theirs = asObject(writer);
  const ours = asObject(reader);
  if (ours.logicalType !== theirs.logicalType) {
    return [
      `${where}: logical type ${String(theirs.logicalType ?? "none")} read as ${String(ours.logicalType ?? "none")}`,
    ];
  }
  switch (ours.type) {
    case "record":
      return (ours.fields as readonly Json[]).flatMap((field) => {
        const same = (theirs.fields as readonly Json[]).find((one) => one.name === field.name);
        const inner = where === "" ? String(field.name) : `${where}.${String(field.name)}`;
        return same === undefined ? [] : fieldProblems(field.type, same.type, inner);
      });
    case "array":
      return fieldProblems(ours.items, theirs.items, `${where}[]`);
    case "map":
      return fieldProblems(ours.values, theirs.values, `${where}{}`);
    default:
      return [];
  }
}

/** Branches are matched by what they are, as resolution does. */
function branchProblems(reader: readonly unknown[], writer: readonly unknown[], where: string): string[] {
  return writer.flatMap((theirs) => {
    const same = reader.find((ours) => branchName(ours) === branchName(theirs));
    return same === undefined ? [] : fieldProblems(same, theirs, where);
  });
}

function branchName(type: unknown): string {
  const object = asObject(type);
  return String(object.name ?? object.type);
}

function asObject(type: unknown): Json {
  return typeof type === "string" ? { type } : (type as Json);
}
