/**
 * JSON whose keys are read as they are written.
 *
 * V8 14.6 compares a key that is written with escapes, as it is written, with the keys of objects that it
 * parsed before: after `{"\\":1}`, the key of `{"\u0000":1}` comes out as a backslash. Texts that are not keys
 * come out right. So a key with a backslash is under suspicion, and its line is parsed once more with its
 * objects written as lists.
 */

/** Whether a key of `object`, or of an object that is one of its values, may have been read wrong. */
export function hasSuspectKey(object: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(object).some(
    ([key, value]) =>
      key.includes("\\") ||
      (typeof value === "object" && value !== null && Object.keys(value).some((inner) => inner.includes("\\"))),
  );
}

/** As JSON.parse, of a text that it has accepted. Throws RangeError when it is nested too deeply. */
export function parseWithExactKeys(text: string): unknown {
  const lists = text.replace(/"(?:[^"\\]|\\.)*"|[[\]{}:]/g, (token) => LISTS[token] ?? token);
  return restored(JSON.parse(lists));
}

const LISTS: Readonly<Record<string, string>> = { "{": "[0,[", "}": "]]", "[": "[1,[", "]": "]]", ":": "," };

type Listed = readonly [0 | 1, readonly unknown[]];

function restored(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const [isArray, items] = value as unknown as Listed;
  if (isArray === 1) return items.map(restored);
  const entries: [string, unknown][] = [];
  for (let i = 0; i < items.length; i += 2) entries.push([items[i] as string, restored(items[i + 1])]);
  return Object.fromEntries(entries);
}
