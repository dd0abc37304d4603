import { exactNameOf, type FieldPath } from "@stagefold/config";
import type { Place } from "./place.ts";

/** Finds what stands at a path; undefined where nothing does. Own keys alone: `constructor` is just a name. */
export type FieldReader = (place: Pick<Place, "record" | "item">) => unknown;

/** The reader of a path: a column or key of exactly that name first, then step by step. Pure; never throws. */
export function fieldReader(path: FieldPath): FieldReader {
  const { steps } = path;
  const exact = exactNameOf(path);
  const find =
    exact === null
      ? (root: unknown) => root
      : steps.length === 1 && steps[0] === exact
        ? (root: unknown) => ownValue(root, exact)
        : (root: unknown) => ownValue(root, exact) ?? stepInto(root, steps);
  return path.of === "item" ? ({ item }) => find(item) : ({ record }) => find(record);
}

function stepInto(root: unknown, steps: FieldPath["steps"]): unknown {
  let value = root;
  for (const step of steps) {
    value = Array.isArray(value) && typeof step === "number" ? value[step] : ownValue(value, String(step));
    if (value === undefined) return undefined;
  }
  return value;
}

/** The value under a key of an object; of anything else undefined. Pure. */
export function ownValue(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
