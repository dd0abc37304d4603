/** Values as JSON text, faster than JSON.stringify for the short plain texts that records hold. */

/** Short texts come again and again: names of stages, tenants, metrics. Kept by a cheap hash; a miss costs little. */
const KEPT = 1024;
const MAX_KEPT_LENGTH = 24;
const keptTexts = new Array<string>(KEPT).fill("");
const keptQuotes = new Array<string>(KEPT).fill('""');

/** `text` as a JSON string. Lone surrogates are escaped, so the line is always UTF-8. */
export function quoted(text: string): string {
  const { length } = text;
  if (length === 0 || length > MAX_KEPT_LENGTH) return freshlyQuoted(text);
  const hash =
    (text.charCodeAt(0) * 31 + text.charCodeAt(length - 1) * 7 + text.charCodeAt(length >> 1) * 131 + length) % KEPT;
  if (keptTexts[hash] === text) return keptQuotes[hash] as string;
  const quotes = freshlyQuoted(text);
  keptTexts[hash] = text;
  keptQuotes[hash] = quotes;
  return quotes;
}

function freshlyQuoted(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** `value` as a JSON number, all digits of a long included. Throws RangeError for what JSON cannot hold. */
export function numberText(value: number | bigint): string {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new RangeError(`${value} is no number that JSON knows`);
  return `${value}`;
}

/** `map` as a JSON object of strings. */
export function mapText(map: Readonly<Record<string, string>>): string {
  let text = "";
  for (const key of Object.keys(map)) text += `${text === "" ? "" : ","}${quoted(key)}:${quoted(map[key] as string)}`;
  return `{${text}}`;
}
