import { type Reading, refuse } from "../../value/reading.ts";
import { parseFieldPath } from "./field-path.ts";
import type { FieldPath } from "./source-config.ts";

const FORM = "a text with the paths of fields in braces, like won-{mql_id}";
const PIECE = /\{\{|\}\}|\{([^{}]+)\}|[{}]|[^{}]+/g;

/** A text with fields in it; braces that stand for themselves are doubled. Pure. */
export function readTemplate(found: unknown): Reading<readonly (string | FieldPath)[]> {
  if (typeof found !== "string" || found === "") return refuse(found, FORM);
  const parts: (string | FieldPath)[] = [];
  for (const [piece, path] of found.matchAll(PIECE)) {
    if (path !== undefined) parts.push(parseFieldPath(path));
    else if (piece === "{" || piece === "}")
      return refuse(found, FORM, "a brace stands alone: double one that stands for itself");
    else if (piece === "{{" || piece === "}}") parts.push(piece.slice(1));
    else parts.push(piece);
  }
  if (parts.every((part) => typeof part === "string"))
    return refuse(found, FORM, "for a text without fields write { value: … }");
  return { value: parts };
}
