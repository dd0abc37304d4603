/** What stands in quotes, or between what separates values in JSON and CSV. */
const VALUE = /"((?:[^"\\]|\\.)*)"|[^\s",;:{}[\]()]+/g;

/** The values that a text holds, and the names of its fields: of JSON and CSV, also where it is cut or malformed. Pure. */
export function* valuesIn(text: string): Generator<string> {
  for (const [whole, quoted] of text.matchAll(VALUE)) yield quoted === undefined ? whole : unescaped(quoted);
}

function unescaped(quoted: string): string {
  if (!quoted.includes("\\")) return quoted;
  try {
    return JSON.parse(`"${quoted}"`) as string;
  } catch {
    return quoted;
  }
}
