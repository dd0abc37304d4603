/**
 * The elements of a JSON list, each with its bytes as they stand: so that an element is read as a line of NDJSON is,
 * with all digits of its numbers.
 */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENS = new Set([0x7b, 0x5b]);
const CLOSES = new Set([0x7d, 0x5d]);

/** `list` holds a JSON list, in UTF-8, and nothing else: JSON.parse has accepted it. Pure; the bytes are not copied. */
export function jsonElements(list: Buffer): readonly Buffer[] {
  const elements: Buffer[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < list.length; i++) {
    const byte = list[i] as number;
    if (byte === QUOTE) {
      i = stringEnd(list, i);
    } else if (OPENS.has(byte)) {
      depth++;
      if (depth === 1) from = i + 1;
    } else if (byte === COMMA && depth === 1) {
      elements.push(list.subarray(from, i));
      from = i + 1;
    } else if (CLOSES.has(byte)) {
      depth--;
      if (depth === 0 && !(elements.length === 0 && isBlank(list, from, i))) elements.push(list.subarray(from, i));
    }
  }
  return elements;
}

/** Where the string that begins at `start` has its last quote. */
function stringEnd(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(QUOTE, start + 1);
  while (isEscaped(bytes, end)) end = bytes.indexOf(QUOTE, end + 1);
  return end;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let before = at - 1;
  while (bytes[before] === BACKSLASH) before--;
  return (at - 1 - before) % 2 === 1;
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((bytes[i] as number) > 0x20) return false;
  return true;
}
