/**
 * When two records with one eventId are one event: SEMANTICS 3.1.
 *
 * Content is the decoded record, all of its fields, defaults filled in; the order of attributes means nothing.
 */
import type { InputRecord } from "./records.generated.ts";

/** Whether `a` and `b` are the same in every field. Pure. */
export function sameContent(a: InputRecord, b: InputRecord): boolean {
  if (a === b) return true;
  if (a.type !== b.type) return false;
  const one = a as unknown as Readonly<Record<string, unknown>>;
  const other = b as unknown as Readonly<Record<string, unknown>>;
  for (const field in one) {
    if (field !== "attributes" && one[field] !== other[field]) return false;
  }
  return !("attributes" in a && "attributes" in b) || sameAttributes(a.attributes, b.attributes);
}

/**
 * The content of `record` as text: equal for two records exactly when `sameContent` holds. Fields that are null are
 * left out, so that one that a later schema adds, null where it is not said, changes the text of no record. Pure.
 */
export function contentOf(record: InputRecord): string {
  const fields = record as unknown as Readonly<Record<string, unknown>>;
  const content: unknown[] = [];
  for (const field of fieldsOf(record)) {
    const value = fields[field];
    // A long is a number otherwise: as a text it is told apart.
    if (value !== null) content.push(field, typeof value === "bigint" ? String(value) : value);
  }
  if (!("attributes" in record)) return JSON.stringify(content);
  const keys = Object.keys(record.attributes).sort();
  return JSON.stringify([content, keys, keys.map((key) => record.attributes[key])]);
}

const FIELDS = new Map<InputRecord["type"], readonly string[]>();

/** The names of its fields but attributes, in one order for all records of the type. */
function fieldsOf(record: InputRecord): readonly string[] {
  let fields = FIELDS.get(record.type);
  if (fields === undefined) {
    fields = Object.keys(record)
      .filter((field) => field !== "attributes")
      .sort();
    FIELDS.set(record.type, fields);
  }
  return fields;
}

function sameAttributes(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key]);
}
