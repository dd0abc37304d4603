import type { LeadActivityRecorded, LeadStageChanged } from "@stagefold/domain";
import { describe, expect, test } from "vitest";
import { createAvroCodec } from "./avro-codec.ts";
import { exactType } from "./exact-types.ts";
import { SCHEMAS } from "./records.generated.ts";
import { EMBEDDED_SCHEMA_IDS, type SchemaIds } from "./schema-ids.ts";

const EVENT: LeadStageChanged = {
  type: "LeadStageChanged",
  eventId: "e1",
  tenantId: "acme",
  leadId: "L",
  occurredAt: 1_772_236_800_123,
  sequence: 9_007_199_254_740_993n,
  stage: "MQL",
  reason: null,
  channel: "paid",
  campaignId: null,
  ownerId: null,
  attributes: { source: "crm" },
};
const { type: _, ...FIELDS } = EVENT;

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const theirs = exactType(SCHEMAS.LeadStageChanged);

function asOthersWrite(fields: Partial<Record<keyof LeadStageChanged, unknown>>): Buffer {
  return Buffer.concat([Buffer.of(0, 0, 0, 0, 1), theirs.toBuffer({ ...FIELDS, ...fields })]);
}

function detailOf(value: Uint8Array): string {
  const decoded = codec.decode(value);
  return decoded.ok ? "decoded" : decoded.detail;
}

test("given an empty channel, campaignId or ownerId, when it is decoded, then it is null", () => {
  const value = asOthersWrite({ channel: "", campaignId: "", ownerId: "", reason: "" });
  expect(codec.decode(value)).toEqual({ ok: true, record: { ...EVENT, channel: null, reason: "" } });
});

test("given bytes that are no Buffer and lie within others, then they are decoded alike", () => {
  const whole = new Uint8Array([9, 9, ...codec.encode(EVENT), 9]);
  expect(codec.decode(whole.subarray(2, -1))).toEqual({ ok: true, record: EVENT });
});

describe("given a value that cannot become a record, then a sentence says why", () => {
  const invalidUtf8 = asOthersWrite({ eventId: "e?" });
  invalidUtf8[7] = 0xff;
  test.each([
    ["an empty value", Buffer.alloc(0), "empty"],
    ["JSON", Buffer.from('{"type":"LeadStageChanged"}'), "begins with byte 123"],
    ["a head cut short", Buffer.of(0, 0, 0), "3 bytes"],
    ["a schema nobody knows", Buffer.of(0, 0, 0, 1, 0, 2), "schema 256 is unknown"],
    ["a body cut short", codec.encode(EVENT).subarray(0, -3), "attributes"],
    ["a byte too many", Buffer.concat([codec.encode(EVENT), Buffer.of(0)]), "1 bytes after"],
    ["an instant beyond those that can be told", asOthersWrite({ occurredAt: 8_640_000_000_000_001 }), "occurredAt"],
    ["an instant beyond a double", asOthersWrite({ occurredAt: 2n ** 62n }), "occurredAt"],
    ["wrong UTF-8", invalidUtf8, "eventId: not UTF-8"],
    ["a third branch of a union of two", Buffer.of(0, 0, 0, 0, 1, 0, 0, 0, 0, 4), "sequence: branch 2"],
    [
      "an integer of more than 64 bits",
      Buffer.from([0, 0, 0, 0, 1, 0, 0, 0, ...new Array<number>(10).fill(0xff), 1]),
      "occurredAt",
    ],
    ["a negative length", Buffer.of(0, 0, 0, 0, 1, 1), "eventId"],
    [
      "more attributes than bytes",
      Buffer.from([0, 0, 0, 0, 1, ...new Array<number>(10).fill(0), 0xfe, 0xff, 0xff, 0x0f]),
      "attributes",
    ],
    ["an actor beyond the enum", Buffer.of(0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 10, 0, 0), "actor"],
    [
      "a day beyond those that can be told",
      Buffer.from([0, 0, 0, 0, 3, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0]),
      "firstDay",
    ],
    ["a truth of 2", Buffer.from([0, 0, 0, 0, 6, ...new Array<number>(16).fill(0), 2]), "live"],
  ])("%s", (_case, value, expected) => {
    expect(detailOf(value)).toContain(expected);
  });
});

describe("given a writer whose schema differs", () => {
  const schema = JSON.parse(SCHEMAS.LeadActivityRecorded) as {
    fields: { name: string; type: unknown; default?: unknown; doc?: string }[];
  };
  const without = (name: string) => schema.fields.filter((field) => field.name !== name);
  const registry = (writer: object): SchemaIds => ({
    idOf: () => 77,
    schemaOf: (id) => (id === 77 ? JSON.stringify(writer) : undefined),
  });
  const activity = {
    eventId: "e",
    tenantId: "t",
    leadId: "L",
    occurredAt: 5,
    sequence: 2n ** 60n,
    actor: "SALES",
    kind: "call",
    attributes: {},
  };
  const written = (writer: object, fields: object): Buffer =>
    Buffer.concat([Buffer.of(0, 0, 0, 0, 77), exactType(JSON.stringify(writer)).toBuffer(fields)]);
  const expected: LeadActivityRecorded = { type: "LeadActivityRecorded", ...activity, actor: "SALES" };

  test("when only words differ, then its values are read as ours", () => {
    const writer = { ...schema, doc: "another", fields: schema.fields.map((field) => ({ ...field, doc: "x" })) };
    expect(createAvroCodec(registry(writer)).decode(written(writer, activity))).toEqual({ ok: true, record: expected });
  });

  test("when it has a field more and one less, then the one is skipped and the other has its default", () => {
    const writer = { ...schema, fields: [{ name: "mood", type: "string" }, ...without("attributes")] };
    const value = written(writer, { ...activity, mood: "good" });
    expect(createAvroCodec(registry(writer)).decode(value)).toEqual({ ok: true, record: expected });
  });

  test("when its enum has a symbol more, then that one is read as the default", () => {
    const actor = { type: "enum", name: "Actor", symbols: ["UNKNOWN", "SALES", "PARTNER"], default: "UNKNOWN" };
    const writer = {
      ...schema,
      fields: schema.fields.map((field) => (field.name === "actor" ? { ...field, type: actor } : field)),
    };
    const value = written(writer, { ...activity, actor: "PARTNER" });
    expect(createAvroCodec(registry(writer)).decode(value)).toEqual({
      ok: true,
      record: { ...expected, actor: "UNKNOWN" },
    });
  });

  test.each([
    ["when it lacks a field that has no default", { ...schema, fields: without("kind") }, "kind"],
    ["when it is of another record", { ...schema, name: "Other" }, "no record known here"],
    ["when it is no schema", { type: "nonsense" }, "schema 77"],
  ])("%s, then its values are undecodable and the sentence says so", (_case, writer, sentence) => {
    const decoded = createAvroCodec(registry(writer)).decode(Buffer.of(0, 0, 0, 0, 77, 0, 0, 0, 0, 0, 0, 0, 0));
    expect(decoded.ok ? "decoded" : decoded.detail).toContain(sentence);
  });

  test("when its value is broken, then it is undecodable", () => {
    const writer = { ...schema, fields: [{ name: "mood", type: "string" }, ...schema.fields] };
    const value = written(writer, { ...activity, mood: "good" });
    const reading = createAvroCodec(registry(writer));
    for (let length = 5; length < value.length; length++)
      expect(reading.decode(value.subarray(0, length)).ok).toBe(false);
  });

  test("when a map of it claims more entries than there are bytes, then it is undecodable at once", () => {
    const writer = { ...schema, fields: [{ name: "mood", type: "string" }, ...schema.fields] };
    const value = written(writer, { ...activity, mood: "good" });
    const claim = Buffer.of(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
    const decoded = createAvroCodec(registry(writer)).decode(Buffer.concat([value.subarray(0, -1), claim]));
    expect(decoded.ok).toBe(false);
  });
});
