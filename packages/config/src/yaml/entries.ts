import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";

/** One key of a mapping and its value, each as a node. */
export interface Entry {
  readonly key: unknown;
  readonly value: unknown;
}

type Resolve = (node: unknown) => unknown;

/** The pairs that stand in the mapping itself, without its merge keys. Pure. */
export function ownEntries(map: YAMLMap<unknown, unknown>): readonly Entry[] {
  return map.items.filter((pair) => !isMergeKey(pair.key));
}

/**
 * The mappings that merge keys (`<<`) bring in, the ones that win first; and the values of merge
 * keys that are no mapping. Pure.
 */
export function mergedMaps(map: YAMLMap<unknown, unknown>, resolve: Resolve): readonly unknown[] {
  return map.items
    .filter((pair) => isMergeKey(pair.key))
    .flatMap((pair) => {
      const value = resolve(pair.value);
      return isSeq(value) ? value.items.map(resolve) : [value];
    });
}

/** The pair that `name` stands for in the mapping, its own before a merged one. Pure. */
export function entryOf(map: YAMLMap<unknown, unknown>, name: string, resolve: Resolve): Entry | undefined {
  const own = ownEntries(map).find(({ key }) => keyText(resolve(key)) === name);
  if (own !== undefined) return own;
  for (const merged of mergedMaps(map, resolve)) {
    const entry = isMap(merged) ? entryOf(merged, name, resolve) : undefined;
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** The text that a key is known by: of a number or boolean, as it was written. undefined: it cannot be a name. Pure. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === "string") return key.value;
  return typeof key.value === "number" || typeof key.value === "boolean"
    ? (key.source ?? String(key.value))
    : undefined;
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.source === "<<";
}
