/** Events in our own form: those of a JSON document, or of NDJSON, each read exactly as replay reads its lines. */
import { parseInputLine } from "@stagefold/codec";
import { BODY_TOO_LARGE, HttpProblem } from "@stagefold/http";
import { UNREADABLE_BODY } from "../problem/intake-problems.ts";
import { type Item, MOST_ITEMS, refusedItem } from "./item.ts";
import { jsonElements, startsList } from "./json-elements.ts";

export interface OwnItems {
  readonly items: readonly Item[];
  /** The body was one event, not a list. */
  readonly isSingle: boolean;
}

/** An event takes a few hundred. */
const LONGEST_ITEM = 1 << 20;

/**
 * The events of a body. `key` names those without an eventId, by itself where the body is one event, else with `:` and
 * the place; null: they must have one. Throws 400 where the body as a whole is no JSON, 413 where it has too many items.
 */
export function ownItems(body: Buffer, format: "json" | "ndjson", key: string | null): OwnItems {
  const bytes = withoutMark(body);
  const keyed = (index: number): string | null => (key === null ? null : `${key}:${index}`);
  if (format === "ndjson") {
    return { items: linesOf(bytes).map((line, i) => ownItem(line, i, keyed(i))), isSingle: false };
  }
  if (!startsList(bytes)) {
    assertJson(bytes, "");
    const item = ownItem(bytes, 0, key);
    return { items: [item], isSingle: true };
  }
  const items = listOf(bytes).map((element, i) => {
    const item = ownItem(element, i, keyed(i));
    if (item.refusals.length > 0) assertJson(element, `, in element ${i}`);
    return item;
  });
  return { items, isSingle: false };
}

/** Throws 413 where there are more than may be. */
export function assertFew(items: readonly unknown[]): void {
  if (items.length > MOST_ITEMS) throw tooMany();
}

function tooMany(): HttpProblem {
  return new HttpProblem(BODY_TOO_LARGE, `the body has more than ${MOST_ITEMS} items: send it in parts`);
}

function listOf(bytes: Buffer): readonly Buffer[] {
  const found = jsonElements(bytes, MOST_ITEMS);
  if (found.ok) return found.elements;
  if (found.at === null) throw tooMany();
  throw new HttpProblem(UNREADABLE_BODY, `the body is not JSON: ${found.why}, at byte ${found.at}`);
}

/** Throws 400 where it is no JSON. */
function assertJson(bytes: Buffer, where: string): void {
  if (bytes.length > LONGEST_ITEM) return;
  try {
    JSON.parse(bytes.toString());
  } catch (error) {
    throw new HttpProblem(UNREADABLE_BODY, `the body is not JSON${where}: ${(error as Error).message.slice(0, 300)}`);
  }
}

/** One event. `eventId` is what it is called where it says nothing; null: it must. */
function ownItem(bytes: Buffer, index: number, eventId: string | null): Item {
  if (bytes.length > LONGEST_ITEM) {
    const detail = `the event has ${bytes.length} bytes, ${LONGEST_ITEM} are the most`;
    return refusedItem(index, { reason: "UNDECODABLE", detail, field: null, eventId: null });
  }
  const named = eventId !== null && lacksEventId(bytes) ? withEventId(bytes, eventId) : bytes;
  const parsed = parseInputLine(named);
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
  const before = object.subarray(0, object.lastIndexOf("}"));
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
    assertFew(lines);
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
