import fc from "fast-check";
import { expect, test } from "vitest";
import { parseWithExactKeys } from "./exact-keys.ts";

// No key with a backslash, which is what JSON.parse cannot be trusted with.
const key = fc.string().filter((text) => JSON.stringify(text).length === text.length + 2);

test("given any JSON, then it is read as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.dictionary(key, fc.jsonValue(), { noNullPrototype: true }), (value, object) => {
      for (const text of [JSON.stringify([JSON.stringify(value), "[{:", object])]) {
        expect(parseWithExactKeys(text)).toEqual(JSON.parse(text));
      }
    }),
  );
});

test("given keys written with escapes, after keys with backslashes, then they are as written", () => {
  const anyKey = fc.oneof(
    fc.string({ maxLength: 2 }),
    fc.constantFrom("__proto__", "\u0000", '"', "\\", "\\u", "\\u0", ""),
  );
  fc.assert(
    fc.property(fc.uniqueArray(anyKey, { maxLength: 5 }), (keys) => {
      const text = `{${keys.map((one) => `${JSON.stringify(one)}:1`).join()}}`;
      expect(Object.keys(parseWithExactKeys(text) as object).sort()).toEqual([...keys].sort());
    }),
  );
});
