/**
 * Every record, through Avro and through NDJSON, comes out as it went in. The records are made from the schemas
 * themselves, so none is forgotten.
 */
import { type InputRecord, toLong } from "@stagefold/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAvroCodec } from "./avro/avro-codec.ts";
import { exactType } from "./avro/exact-types.ts";
import { type AvroRecord, EMBEDDED_IDS, type RecordName, SCHEMAS } from "./avro/records.generated.ts";
import { EMBEDDED_SCHEMA_IDS } from "./avro/schema-ids.ts";
import { formatInput } from "./ndjson/format-lines.ts";
import { parseInputLine } from "./ndjson/parse-input-line.ts";
import { formatFunnelMetric, formatLeadStageStay, formatSlaBreachEvent } from "./ndjson/records.generated.ts";

interface Schema {
  readonly type: string;
  readonly items?: unknown;
  readonly logicalType?: string;
  readonly symbols?: readonly string[];
  readonly fields?: readonly { readonly name: string; readonly type: unknown }[];
}

const RECORD_NAMES = Object.keys(SCHEMAS) as RecordName[];
const INPUT_NAMES = ["LeadStageChanged", "LeadActivityRecorded", "SpendRecorded", "TargetSet"] as const;

/** Unicode of all planes, quotes and controls included; short and long. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary", maxLength: 90 }),
  fc.constantFrom("", '"', "\\", "\u0000", "\ufffd", "😀"),
);
const long = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.maxSafeInteger().map(BigInt),
    fc.integer().map(BigInt),
    fc.constantFrom(
      0n,
      -1n,
      63n,
      64n,
      -64n,
      -65n,
      2n ** 31n,
      -(2n ** 31n) - 1n,
      2n ** 53n,
      -(2n ** 53n),
      2n ** 53n - 1n,
      1n - 2n ** 53n,
      2n ** 63n - 1n,
      -(2n ** 63n),
    ),
  )
  .map(toLong);
const instant = fc.oneof(
  fc.integer({ min: -8.64e15, max: 8.64e15 }),
  fc.integer({ min: 0, max: 4e12 }),
  fc.constantFrom(0, -1, 8.64e15, -8.64e15),
);
const day = fc.oneof(fc.integer({ min: -1e8, max: 1e8 }), fc.integer({ min: 0, max: 50_000 }));
const attributes = fc.dictionary(fc.oneof(text, fc.constant("__proto__")), text, { noNullPrototype: true, maxKeys: 4 });

function value(type: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(type)) return fc.oneof(fc.constant(null), value(type[1]));
  const schema = (typeof type === "string" ? { type } : type) as Schema;
  if (schema.logicalType === "timestamp-millis") return instant;
  if (schema.logicalType === "date") return day;
  switch (schema.type) {
    case "string":
      return text;
    case "bytes":
      return fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    case "long":
      return long;
    case "int":
      return fc.integer();
    case "boolean":
      return fc.boolean();
    case "double":
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
    case "array":
      return fc.array(value(schema.items), { maxLength: 5 });
    case "map":
      return attributes;
    case "enum":
      return fc.constantFrom(...(schema.symbols ?? []));
    default:
      throw new Error(`no arbitrary for ${JSON.stringify(type)}`);
  }
}

/** Any record of `name` as decoding gives it: of input records, no empty channel, campaignId or ownerId. */
function anyRecord<N extends RecordName>(name: N): fc.Arbitrary<Extract<AvroRecord, { type: N }>> {
  const { fields = [] } = JSON.parse(SCHEMAS[name]) as Schema;
  const isInput = (INPUT_NAMES as readonly string[]).includes(name);
  const shape: Record<string, fc.Arbitrary<unknown>> = { type: fc.constant(name) };
  for (const field of fields) {
    const any = value(field.type);
    const dimension = isInput && ["channel", "campaignId", "ownerId"].includes(field.name);
    shape[field.name] = dimension ? any.map((text) => text || null) : any;
  }
  return fc.record(shape, { noNullPrototype: true }) as fc.Arbitrary<never>;
}

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);

describe.each(RECORD_NAMES)("%s", (name) => {
  const reference = exactType(SCHEMAS[name]);

  test("given any record, when it is encoded and decoded, then it is the same, exact to the last digit", () => {
    fc.assert(
      fc.property(anyRecord(name), (record) => {
        expect(codec.decode(codec.encode(record))).toEqual({ ok: true, record });
      }),
    );
  });

  test("given any record, then its bytes are the wire format's head and what another Avro library reads", () => {
    fc.assert(
      fc.property(anyRecord(name), (record) => {
        const value = codec.encode(record);
        expect([value[0], value.readUInt32BE(1)]).toEqual([0, EMBEDDED_IDS[name]]);
        const { type: _, ...fields } = record;
        // That library loses the key __proto__ of a map.
        if ("attributes" in fields && Object.hasOwn(fields.attributes, "__proto__")) return;
        expect({ ...reference.fromBuffer(value.subarray(5)) }).toEqual(fields);
        expect(value.subarray(5).equals(reference.toBuffer(fields))).toBe(true);
      }),
    );
  });

  test("given a value cut short anywhere, or with a byte too many, then it is undecodable", () => {
    fc.assert(
      fc.property(anyRecord(name), fc.nat(), (record, at) => {
        const value = codec.encode(record);
        expect(codec.decode(value.subarray(0, at % value.length)).ok).toBe(false);
        expect(codec.decode(Buffer.concat([value, Buffer.of(0)])).ok).toBe(false);
      }),
    );
  });

  test("given any bytes for a body, then decoding does not throw, and what it accepts survives a round trip", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        const value = Buffer.concat([Buffer.of(0, 0, 0, 0, EMBEDDED_IDS[name]), body]);
        const decoded = codec.decode(value);
        if (decoded.ok) expect(codec.decode(codec.encode(decoded.record))).toEqual(decoded);
        else expect(decoded.reason).toBe("UNDECODABLE");
      }),
    );
  });
});

test("given records encoded one after the other, then the bytes of the first stay as they were", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(...RECORD_NAMES.map((name) => anyRecord(name))), { minLength: 2, maxLength: 30 }),
      (records) => {
        const values = records.map((record) => codec.encode(record));
        expect(values.map((value) => codec.decode(value))).toEqual(records.map((record) => ({ ok: true, record })));
      },
    ),
    { numRuns: 30 },
  );
});

describe.each(INPUT_NAMES)("%s as NDJSON", (name) => {
  test("given any record, when its line is parsed, then it is the same, exact to the last digit", () => {
    fc.assert(
      fc.property(anyRecord(name), (record) => {
        const line = formatInput(record as InputRecord);
        expect(line).not.toContain("\n");
        expect(parseInputLine(Buffer.from(line))).toEqual({ ok: true, record });
      }),
    );
  });

  test("given any record, when its Avro and its NDJSON form are read, then both are one record", () => {
    fc.assert(
      fc.property(anyRecord(name), (record) => {
        expect(codec.decode(codec.encode(record))).toEqual(
          parseInputLine(Buffer.from(formatInput(record as InputRecord))),
        );
      }),
    );
  });
});

test("given any line, then parsing does not throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (line) => {
        expect(parseInputLine(line)).toMatchObject({ ok: false, reason: "UNDECODABLE" });
      },
    ),
  );
});

describe("given any published record", () => {
  const isLong = (name: RecordName, field: string): boolean => {
    const { fields = [] } = JSON.parse(SCHEMAS[name]) as Schema;
    const { type } = fields.find((one) => one.name === field) ?? { type: "string" };
    return JSON.stringify(type).includes('"long"') && !JSON.stringify(type).includes("timestamp");
  };
  /** As the slow way would write it: instants and days through Date, nulls left out, longs as their digits. */
  const reference = (record: AvroRecord): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(record)
        .filter(([, value]) => value !== null)
        .map(([field, value]) => {
          if (field.endsWith("At") || field === "asOf") return [field, new Date(value).toISOString()];
          if (field.startsWith("period")) return [field, new Date(value * 86_400_000).toISOString().split("T")[0]];
          return [field, isLong(record.type, field) ? BigInt(value) : value];
        }),
    );
  const read = (line: string, name: RecordName): unknown =>
    JSON.parse(line, (field, value, context?: { source?: string }) =>
      typeof value === "number" && isLong(name, field) ? BigInt(context?.source ?? "") : value,
    );

  test("then its line of NDJSON says the same", () => {
    fc.assert(
      fc.property(
        anyRecord("LeadStageStay"),
        anyRecord("SlaBreachEvent"),
        anyRecord("FunnelMetric"),
        (stay, breach, metric) => {
          expect(read(formatLeadStageStay(stay), stay.type)).toEqual(reference(stay));
          expect(read(formatSlaBreachEvent(breach), breach.type)).toEqual(reference(breach));
          expect(read(formatFunnelMetric(metric), metric.type)).toEqual(reference(metric));
        },
      ),
    );
  });
});
