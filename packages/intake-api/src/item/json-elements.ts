/**
 * The elements of a JSON list, each with its bytes as they stand: so that an element is read as a line of NDJSON is,
 * with all digits of its numbers, and none costs more memory than itself.
 */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export type JsonElements =
  | { readonly ok: true; readonly elements: readonly Buffer[] }
  /** `at`: the byte; null: there are more than `most`. */
  | { readonly ok: false; readonly why: string; readonly at: number | null };

/** Whether the bytes are those of a list, if they are JSON. Pure. */
export function startsList(bytes: Buffer): boolean {
  return bytes[blankEnd(bytes, 0)] === OPEN_LIST;
}

/**
 * The elements of a list, at most `most`. Pure; the bytes are not copied. Whether each element is JSON is not looked at:
 * where all are, the whole is.
 */
export function jsonElements(list: Buffer, most: number): JsonElements {
  const elements: Buffer[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < list.length; i++) {
    const byte = list[i];
    if (byte === QUOTE) {
      const end = stringEnd(list, i);
      if (end < 0) return { ok: false, why: "a text has no end", at: i };
      i = end;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth++;
      if (depth === 1) from = i + 1;
    } else if (byte === COMMA && depth === 1) {
      if (elements.push(list.subarray(from, i)) > most) return { ok: false, why: "there are too many", at: null };
      from = i + 1;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth--;
      if (depth > 0) continue;
      const isEmpty = elements.length === 0 && blankEnd(list, from) === i;
      if (!isEmpty && elements.push(list.subarray(from, i)) > most)
        return { ok: false, why: "there are too many", at: null };
      const rest = blankEnd(list, i + 1);
      if (byte !== CLOSE_LIST) return { ok: false, why: "the list is not closed by ]", at: i };
      return rest === list.length ? { ok: true, elements } : { ok: false, why: "something follows the list", at: rest };
    }
  }
  return { ok: false, why: "the list has no end", at: list.length };
}

/** Where the string that begins at `start` has its last quote; -1: nowhere. */
function stringEnd(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(QUOTE, start + 1);
  while (end >= 0 && isEscaped(bytes, end)) end = bytes.indexOf(QUOTE, end + 1);
  return end;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let before = at - 1;
  while (bytes[before] === BACKSLASH) before--;
  return (at - 1 - before) % 2 === 1;
}

/** Where what is not blank begins, at `from` or behind. */
function blankEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at++;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
