import { leaf } from "../../schema/shapes.ts";
import type { Reading } from "../../value/reading.ts";
import { readText } from "../../value/text.ts";
import { parseFieldPath } from "./field-path.ts";
import type { FieldPath } from "./source-config.ts";

/** A path into a record. */
export function pathLeaf(expected = "the path of a field, like properties.owner") {
  return leaf((found) => readPath(found, expected));
}

/** A text that is a path. Pure. */
export function readPath(found: unknown, expected: string): Reading<FieldPath> {
  const text = readText(found, expected);
  return "refusal" in text ? text : { value: parseFieldPath(text.value) };
}
