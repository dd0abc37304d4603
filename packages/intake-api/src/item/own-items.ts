/** Events in our own form: those of a JSON document, or of NDJSON, each read exactly as replay reads its lines. */
import { isUtf8 } from "node:buffer";
import { parseInputLine } from "@stagefold/codec";
import { BODY_TOO_LARGE, HttpProblem } from "@stagefold/http";
import { UNREADABLE_BODY } from "../problem/intake-problems.ts";
import { type Item, MOST_ITEMS, refusedItem } from "./item.ts";
import { jsonElements } from "./json-elements.ts";

export interface OwnItems {
  readonly items: readonly Item[];
  /** The body was one event, not a list. */
  readonly isSingle: boolean;
}

/**
 * The events of a body. `key` is what names those without an eventId; null: they must have one. Throws 400 where the
 * body as a whole is no JSON, 413 where it has too many items.
 */
export function ownItems(body: Buffer, format: "json" | "ndjson", key: string | null): OwnItems {
  const bytes = withoutMark(body);
  if (format === "ndjson") {
    const lines = linesOf(bytes);
    return { items: lines.map((line, i) => ownItem(line, i, key === null ? null : `${key}:${i}`)), isSingle: false };
  }
  if (isList(bytes)) {
    const items = assertFew(jsonElements(bytes)).map((element, i) =>
      ownItem(element, i, key === null ? null : `${key}:${i}`),
    );
    return { items, isSingle: false };
  }
  return { items: [ownItem(bytes, 0, key)], isSingle: true };
}

/** Throws 413 where there are more than may be. */
export function assertFew<T>(items: readonly T[]): readonly T[] {
  if (items.length <= MOST_ITEMS) return items;
  throw new HttpProblem(BODY_TOO_LARGE, `the body has more than ${MOST_ITEMS} items: send it in parts`);
}

/** Whether it is a list; throws 400 where it is no JSON. */
function isList(bytes: Buffer): boolean {
  if (!isUtf8(bytes)) throw new HttpProblem(UNREADABLE_BODY, "the body is not UTF-8");
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (error) {
    throw new HttpProblem(UNREADABLE_BODY, `the body is not JSON: ${(error as Error).message.slice(0, 300)}`);
  }
  if (Array.isArray(value)) return true;
  if (typeof value === "object" && value !== null) return false;
  throw new HttpProblem(UNREADABLE_BODY, "the body is neither an event (a JSON object) nor a list of events");
}

/** One event. `eventId` is what it is called where it says nothing; null: it must. */
function ownItem(bytes: Buffer, index: number, eventId: string | null): Item {
  const text = eventId === null || !lacksEventId(bytes) ? bytes : withEventId(bytes, eventId);
  const parsed = parseInputLine(text);
  if (parsed.ok) return { index, events: [{ kind: "record", record: parsed.record }], refusals: [], skipped: null };
  if (eventId === null && lacksEventId(bytes)) {
    const detail =
      "eventId: expected a text, found nothing. Give each event an id of its own that stays the same when it is sent " +
      "again, or send the header Idempotency-Key";
    return refusedItem(index, { reason: "INVALID", detail, field: "eventId", eventId: null });
  }
  const field = /^(\w+): expected /.exec(parsed.detail)?.[1] ?? null;
  return refusedItem(index, { reason: "UNDECODABLE", detail: parsed.detail, field, eventId: null });
}

/** Whether it is an object that has no eventId, or an empty one. */
function lacksEventId(bytes: Buffer): boolean {
  try {
    const value = JSON.parse(bytes.toString()) as unknown;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const { eventId = null } = value as { readonly eventId?: unknown };
    return eventId === null || eventId === "";
  } catch {
    return false;
  }
}

/** The object with an eventId behind all else: the last of a key's values counts. */
function withEventId(object: Buffer, eventId: string): Buffer {
  const end = object.lastIndexOf("}");
  const before = object.subarray(0, end);
  const comma = before.toString().trim() === "{" ? "" : ",";
  return Buffer.concat([before, Buffer.from(`${comma}"eventId":${JSON.stringify(eventId)}}`)]);
}

const LINE_FEED = 0x0a;

function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, from);
    const to = end < 0 ? bytes.length : end;
    const line = bytes.subarray(from, to);
    if (!isBlank(line)) lines.push(line);
    if (lines.length > MOST_ITEMS) assertFew(lines);
    from = to + 1;
  }
  return lines;
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
