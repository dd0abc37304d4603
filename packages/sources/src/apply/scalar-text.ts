/** How much of a text a sentence shows. */
const SHOWN = 60;

/**
 * A single value as text, trimmed: numbers and booleans of JSON as they would be written, whole numbers in full.
 * null: empty. undefined: a list or an object, which is no single value. Pure.
 */
export function scalarText(value: unknown): string | null | undefined {
  switch (typeof value) {
    case "string":
      return value.trim() || null;
    case "number":
      return numberText(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return null;
    default:
      return value === null ? null : undefined;
  }
}

/** A double of 1e21 and more would be written with an exponent. */
function numberText(value: number): string | null {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value + 0) : BigInt(value).toString();
  return Number.isFinite(value) ? String(value) : null;
}

/** A value as a person would name it, cut short: for sentences. Never deeper than the value itself. Pure. */
export function described(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  const text = scalarText(value);
  if (text === undefined) return "an object";
  return text === null ? "nothing" : quoted(text);
}

/** A text in quotes, cut short. Pure. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text);
}
