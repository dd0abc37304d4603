import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import type { KeyPath } from "../key-path.ts";
import { describeValue } from "../value/reading.ts";
import { keyText, mergedMaps, ownEntries } from "./entries.ts";

export interface PlainValueOptions {
  /** What an alias stands for. */
  readonly resolve: (node: unknown) => unknown;
  /** The numbers whose text is wanted, where a double would lose digits. */
  readonly verbatim: (path: KeyPath) => boolean;
  /** `node` is where it is wrong. */
  readonly report: (node: unknown, path: KeyPath, sentence: string) => void;
}

/**
 * A node as plain data: strings, numbers, booleans, null, arrays, objects.
 *
 * Reported and left out: keys that are no text, keys that stand twice, `__proto__`, merges of what
 * is no mapping. The node's structure must have been checked.
 */
export function plainValue(root: unknown, { resolve, verbatim, report }: PlainValueOptions): unknown {
  function convert(unresolved: unknown, path: KeyPath): unknown {
    const node = resolve(unresolved);
    if (isMap(node)) return convertMap(node, path);
    if (isSeq(node)) return node.items.map((item, index) => convert(item, [...path, index]));
    if (!isScalar(node)) return null;
    return typeof node.value === "number" && verbatim(path) ? (node.source ?? String(node.value)) : node.value;
  }

  function convertMap(map: YAMLMap<unknown, unknown>, path: KeyPath): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { key, value } of ownEntries(map)) {
      const name = nameOf(key, path);
      if (name === undefined) continue;
      if (Object.hasOwn(result, name))
        report(key, [...path, name], "the key stands twice in its mapping, expected once; remove one");
      else result[name] = convert(value, [...path, name]);
    }
    merge(result, map, path);
    return result;
  }

  /** Adds what merge keys bring and `result` has not; their own names are checked where they stand. */
  function merge(result: Record<string, unknown>, map: YAMLMap<unknown, unknown>, path: KeyPath): void {
    for (const merged of mergedMaps(map, resolve)) {
      if (!isMap(merged)) {
        report(
          map,
          [...path, "<<"],
          "found a value to merge that is no mapping, expected a mapping or a list of them; use an alias of a mapping",
        );
        continue;
      }
      for (const { key, value } of ownEntries(merged)) {
        const name = textOf(key);
        if (name !== undefined && !Object.hasOwn(result, name)) result[name] = convert(value, [...path, name]);
      }
      merge(result, merged, path);
    }
  }

  function textOf(key: unknown): string | undefined {
    const text = keyText(resolve(key));
    return text === "__proto__" ? undefined : text;
  }

  /** Numbers and booleans are reported, and stand for their text, so that what is below them is checked as well. */
  function nameOf(key: unknown, path: KeyPath): string | undefined {
    const node = resolve(key);
    const name = textOf(key);
    const value = isScalar(node) ? node.value : node;
    if (name !== undefined && typeof value === "string") return name;
    const found = isScalar(node) || node === null ? describeValue(value) : "a list or mapping";
    const advice = name === undefined ? "name it otherwise" : "put it in quotes";
    const written = isScalar(node) ? (node.source ?? String(value)) : "?";
    report(key, [...path, written], `found ${found} as a key, expected a name; ${advice}`);
    return name;
  }

  return convert(root, []);
}
