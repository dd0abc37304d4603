/**
 * Looks into values of the file that may be of any form. What relates one key to another is
 * checked on these, so that a fault in one key hides none in another.
 */

/** The value under `key`, or undefined where there is no mapping or no such key. Pure. */
export function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** The entries of a mapping; of anything else none. Pure. */
export function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** The items of a list with their places; of anything else none. Pure. */
export function items(value: unknown): readonly { readonly index: number; readonly value: unknown }[] {
  return Array.isArray(value) ? value.map((item: unknown, index) => ({ index, value: item })) : [];
}

/** The items of a list that are texts, with their places. Pure. */
export function texts(value: unknown): readonly { readonly index: number; readonly text: string }[] {
  return items(value).flatMap(({ index, value: item }) => (typeof item === "string" ? [{ index, text: item }] : []));
}
