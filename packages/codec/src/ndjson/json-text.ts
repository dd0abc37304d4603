/** Values as JSON text, faster than JSON.stringify for the short plain texts that records hold. */

/** `text` as a JSON string. Lone surrogates are escaped, so the line is always UTF-8. */
export function quoted(text: string): string {
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
