/**
 * The NDJSON form of the input records, as SEMANTICS 2 and 10 describe it, for the model alone.
 */
import { type InputRecord, type Long, toLong } from "@stagefold/domain";
import { dayOf } from "./local-day.ts";

/** A line as it was read: a record, or one that cannot become a record. */
export interface ReadLine {
  /** The line without its line end: text, or base64 where it is not UTF-8. */
  readonly value: string;
  /** null: `UNDECODABLE`. */
  readonly record: InputRecord | null;
}

/** An integer literal, kept exact; any other JSON number stays a number. */
class Integer {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Every line that is not blank, in order. */
export function readNdjson(bytes: Uint8Array): readonly ReadLine[] {
  const lines: ReadLine[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    const line = bytes.subarray(start, end > start && bytes[end - 1] === 0x0d ? end - 1 : end);
    start = end + 1;
    const read = readLine(line);
    if (read !== null) lines.push(read);
  }
  return lines;
}

function readLine(line: Uint8Array): ReadLine | null {
  let value: string;
  try {
    value = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return { value: Buffer.from(line).toString("base64"), record: null };
  }
  if (value.trim() === "") return null;
  try {
    return { value, record: recordOf(parse(value)) };
  } catch {
    return { value, record: null };
  }
}

function parse(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    return typeof value === "number" && source !== undefined && /^-?\d+$/.test(source)
      ? new Integer(BigInt(source))
      : value;
  });
}

function recordOf(parsed: unknown): InputRecord {
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw new TypeError("no object");
  const fields = parsed as Fields;
  const ids = { eventId: text(fields, "eventId"), tenantId: text(fields, "tenantId") };
  const { type } = fields;
  switch (type) {
    case "LeadStageChanged":
      return {
        type,
        ...ids,
        leadId: text(fields, "leadId"),
        occurredAt: instant(fields, "occurredAt"),
        sequence: long(fields, "sequence", null),
        stage: text(fields, "stage"),
        reason: textOrNull(fields, "reason"),
        channel: textOrNull(fields, "channel"),
        campaignId: textOrNull(fields, "campaignId"),
        ownerId: textOrNull(fields, "ownerId"),
        attributes: attributes(fields),
      };
    case "LeadActivityRecorded":
      return {
        type,
        ...ids,
        leadId: text(fields, "leadId"),
        occurredAt: instant(fields, "occurredAt"),
        sequence: long(fields, "sequence", null),
        actor: actor(fields),
        kind: text(fields, "kind"),
        attributes: attributes(fields),
      };
    case "LeadErased":
      return { type, ...ids, leadId: text(fields, "leadId"), occurredAt: instant(fields, "occurredAt") };
    case "SpendRecorded":
      return {
        type,
        ...ids,
        spendId: text(fields, "spendId"),
        revision: long(fields, "revision", 0) ?? 0,
        firstDay: date(fields, "firstDay"),
        lastDay: date(fields, "lastDay"),
        amountMicros: longGiven(fields, "amountMicros"),
        currency: text(fields, "currency"),
        channel: textOrNull(fields, "channel"),
        campaignId: textOrNull(fields, "campaignId"),
      };
    case "TargetSet":
      return {
        type,
        ...ids,
        stage: text(fields, "stage"),
        month: text(fields, "month"),
        channel: textOrNull(fields, "channel"),
        revision: long(fields, "revision", 0) ?? 0,
        target: longGiven(fields, "target"),
      };
    default:
      throw new TypeError("no record of a known type");
  }
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw new TypeError(`${name} is no string`);
  return value;
}

function textOrNull(fields: Fields, name: string): string | null {
  return (fields[name] ?? null) === null ? null : text(fields, name);
}

function long(fields: Fields, name: string, fallback: 0 | null): Long | null {
  return (fields[name] ?? null) === null ? fallback : longGiven(fields, name);
}

function longGiven(fields: Fields, name: string): Long {
  const value = fields[name];
  if (!(value instanceof Integer) || BigInt.asIntN(64, value.value) !== value.value)
    throw new TypeError(`${name} is no long`);
  return toLong(value.value);
}

function instant(fields: Fields, name: string): number {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/.exec(text(fields, name));
  if (match === null) throw new TypeError(`${name} is no instant`);
  const [, local, fraction = "0", zone] = match;
  const seconds = local?.length === 16 ? `${local}:00` : local;
  return Temporal.Instant.from(`${seconds}.${fraction.slice(0, 3)}${zone}`).epochMilliseconds;
}

function date(fields: Fields, name: string): number {
  const value = text(fields, name);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new TypeError(`${name} is no date`);
  return dayOf(Temporal.PlainDate.from(value, { overflow: "reject" }));
}

const ACTORS = ["UNKNOWN", "SALES", "MARKETING", "LEAD", "SYSTEM"] as const;

function actor(fields: Fields): (typeof ACTORS)[number] {
  const known = ACTORS.find((symbol) => symbol === fields.actor);
  if (known === undefined) throw new TypeError("unknown actor");
  return known;
}

function attributes(fields: Fields): Readonly<Record<string, string>> {
  const value = fields.attributes ?? {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("attributes are no map");
  for (const [, entry] of Object.entries(value))
    if (typeof entry !== "string") throw new TypeError("an attribute is no string");
  return value as Readonly<Record<string, string>>;
}
