/** What a value of the file was read as, or the sentence that refuses it. */
export type Reading<T> = { readonly value: T } | { readonly refusal: string };

/** The value as a person would name it: `"abc"`, `the number 1`, `a list`. Pure. */
export function describeValue(found: unknown): string {
  if (found === null || found === undefined) return "nothing";
  if (typeof found === "string") return JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}…` : found);
  if (typeof found === "number") return `the number ${found}`;
  if (typeof found === "boolean") return String(found);
  return Array.isArray(found) ? "a list" : "a mapping";
}

/** A refusal: what was found, what was expected, and what to do where that is not plain. Pure. */
export function refuse(found: unknown, expected: string, advice?: string): { readonly refusal: string } {
  return { refusal: sentence(found, expected, advice) };
}

/** `found "x", expected a currency: three capitals, like EUR`. Pure. */
export function sentence(found: unknown, expected: string, advice?: string): string {
  const start =
    found === undefined ? `is missing, expected ${expected}` : `found ${describeValue(found)}, expected ${expected}`;
  return advice === undefined ? start : `${start}; ${advice}`;
}
