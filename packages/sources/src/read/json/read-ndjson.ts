/**
 * NDJSON as records: a JSON value a line. A line that is none, or is too long, is unreadable; the next ones
 * are read. Blank lines are passed over.
 */
import { isUtf8 } from "node:buffer";
import type { SourceRecord, UnreadableRecord } from "../../mapped.ts";
import { shownText, sizeText } from "../shown-text.ts";
import { toUtf8 } from "../to-utf8.ts";
import { exactNumber } from "./exact-number.ts";
import { isTooDeep, MAX_DEPTH } from "./nesting.ts";

const NEWLINE = 0x0a;

/** The lines of `chunks`; one of more than `maxBytes` is unreadable. */
export async function* readNdjson(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<readonly (SourceRecord | UnreadableRecord)[]> {
  let parts: Buffer[] = [];
  let partBytes = 0;
  let line = 1;
  let index = 0;
  const ended = (): SourceRecord | UnreadableRecord | null => {
    const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    const tooLong = partBytes > maxBytes;
    parts = [];
    partBytes = 0;
    const read = tooLong
      ? {
          unreadable: `the line is longer than ${sizeText(maxBytes)}: is this NDJSON, one record a line?`,
          text: shownText(bytes),
        }
      : parsed(bytes);
    const record = read === null ? null : { ...read, line, index: index++ };
    line++;
    return record;
  };
  for await (const chunk of toUtf8(chunks, { encoding: null, check: false })) {
    const records: (SourceRecord | UnreadableRecord)[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, end));
      const record = ended();
      if (record !== null) records.push(record);
      from = end + 1;
    }
    // A copy: the chunk's memory may be used again.
    if (from < chunk.length) keep(Buffer.from(chunk.subarray(from)));
    if (records.length > 0) yield records;
  }
  const record = ended();
  if (record !== null) yield [record];

  /** Of a line that is too long, no more than is shown. */
  function keep(bytes: Buffer): void {
    partBytes += bytes.length;
    if (partBytes <= maxBytes) parts.push(bytes);
    else if (parts.length > 1) parts = [Buffer.from(Buffer.concat(parts).subarray(0, 4096))];
  }
}

function parsed(
  bytes: Buffer,
): { readonly value: unknown } | { readonly unreadable: string; readonly text: string } | null {
  const text = bytes.toString("utf8");
  if (text.trim() === "") return null;
  // Wrong UTF-8 shows as U+FFFD, which right UTF-8 may hold too.
  if (text.includes("\ufffd") && !isUtf8(bytes)) return { unreadable: "the line is no UTF-8", text: shownText(bytes) };
  if (isTooDeep(text))
    return { unreadable: `the line is nested deeper than ${MAX_DEPTH} levels`, text: shownText(bytes) };
  try {
    return { value: /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text) };
  } catch (error) {
    return { unreadable: `the line is no JSON: ${(error as Error).message.slice(0, 200)}`, text: shownText(bytes) };
  }
}

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" && context?.source !== undefined ? exactNumber(context.source) : value;
}
