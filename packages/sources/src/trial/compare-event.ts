import { RECORD_FIELDS } from "@stagefold/config";
import { formatDay, formatInstant, type InputRecord } from "@stagefold/domain";
import { described, scalarText } from "../apply/scalar-text.ts";
import { parseIsoTime } from "../apply/time/iso-time.ts";

/** Where an event differs from what was expected of it, a sentence each. Fields that were left out are not compared. Pure. */
export function differences(record: InputRecord, expected: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(expected).flatMap(([field, wanted]) => {
    if (field === "attributes") return attributeDifferences(record, wanted);
    const found = textOf(record, field);
    const wantedText = expectedText(record, field, wanted);
    return found === wantedText ? [] : [`${field} is ${described(found)}, expected ${described(wantedText)}`];
  });
}

/** What a record is, in short: its type and what tells it from others. Pure. */
export function briefly(record: InputRecord): string {
  const fields = ["leadId", "stage", "kind", "spendId", "month", "occurredAt"];
  const shown = fields.flatMap((field) => (field in record ? [`${field} ${textOf(record, field)}`] : []));
  return `${record.type} (${shown.join(", ")})`;
}

function attributeDifferences(record: InputRecord, wanted: unknown): readonly string[] {
  const attributes = "attributes" in record ? record.attributes : {};
  if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted))
    return [`attributes are expected to be ${described(wanted)}, which is no mapping`];
  return Object.entries(wanted).flatMap(([name, value]) => {
    const found = Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
    const text = scalarText(value) ?? null;
    return found === text ? [] : [`attributes.${name} is ${described(found)}, expected ${described(text)}`];
  });
}

/** A field as NDJSON writes it. */
function textOf(record: InputRecord, field: string): string | null {
  const value = (record as unknown as Readonly<Record<string, unknown>>)[field];
  const form = RECORD_FIELDS[record.type][field]?.form;
  if (typeof value === "number" && form === "instant") return formatInstant(value);
  if (typeof value === "number" && form === "day") return formatDay(value);
  return scalarText(value) ?? null;
}

/** What was expected, in the same words: an instant may name any zone. */
function expectedText(record: InputRecord, field: string, wanted: unknown): string | null {
  const text = scalarText(wanted) ?? null;
  if (text === null || RECORD_FIELDS[record.type][field]?.form !== "instant") return text;
  const time = parseIsoTime(text);
  return time === null || time.isLocal ? `${text} (an instant needs its zone, like Z)` : formatInstant(time.ms);
}
