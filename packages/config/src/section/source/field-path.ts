import type { FieldPath } from "./source-config.ts";

/** `item` alone, or followed by a step. */
const OF_ITEM = /^item(?=$|[.[])/;
/** A name up to the next step, an index, or a name in quotes; with what leads to it. */
const STEP = /(?:^|\.)([^.[\]]+)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/y;
const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/**
 * A path as it is written: `id`, `properties.owner`, `fields[0].name`, `fields.0.name`, `["a.b"].c`, and `item` or
 * `item.value` for the element that `forEach` goes through. What is no path is the name of a column (`Cost [EUR]`).
 * Pure; total.
 */
export function parseFieldPath(text: string): FieldPath {
  const isItem = OF_ITEM.test(text);
  const steps = stepsOf(isItem ? text.slice("item".length).replace(/^\./, "") : text);
  return { text, of: isItem ? "item" : "record", steps };
}

/** The text by which a column or key of exactly that name is looked for first; null: the element itself. Pure. */
export function exactNameOf({ text, of }: FieldPath): string | null {
  if (of === "record") return text;
  const rest = text.slice("item".length).replace(/^\./, "");
  return rest === "" ? null : rest;
}

function stepsOf(text: string): readonly (string | number)[] {
  if (text.startsWith(".")) return [text];
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const [, name, index, quoted] = STEP.exec(text) ?? [];
    if (index !== undefined) steps.push(Number(index));
    else if (name !== undefined) steps.push(INDEX.test(name) ? Number(name) : name);
    else if (quoted === undefined) return [text];
    else {
      const unquoted = unquote(quoted);
      if (unquoted === null) return [text];
      steps.push(unquoted);
    }
  }
  return steps;
}

function unquote(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
