/**
 * The first text after all texts that start with `prefix`, in the order of UTF-8 bytes (SQLite's), or
 * undefined when there is none. With it a prefix is a range of an index. Pure.
 */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (point) => point.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last < 0x10ffff) {
      // Surrogates are no characters of their own and have no UTF-8.
      const next = last + 1 === 0xd800 ? 0xe000 : last + 1;
      return String.fromCodePoint(...points, next);
    }
  }
  return undefined;
}
