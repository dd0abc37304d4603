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

/** The content of `record` as text: equal for two records exactly when `sameContent` holds. Pure. */
export function contentOf(record: InputRecord): string {
  const content = Object.entries(record)
    .filter(([field]) => field !== "attributes")
    .sort(byKey)
    // A long is a number or null otherwise: as a text it is told apart.
    .map(([field, value]) => [field, typeof value === "bigint" ? String(value) : value]);
  const attributes = "attributes" in record ? Object.entries(record.attributes).sort(byKey) : [];
  return JSON.stringify([content, attributes]);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sameAttributes(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key]);
}
