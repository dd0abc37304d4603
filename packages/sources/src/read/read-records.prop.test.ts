/** Whatever the bytes are: no crash but an error with a code, and the same records however the bytes are cut. */
import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { leadSource, path, readAll } from "./reading.test-support.ts";

const FORMATS = ["csv", "json", "ndjson"] as const;

/** Pieces that mean something to one reader or another, and any bytes between them. */
const hostile = fc
  .array(
    fc.oneof(
      fc
        .constantFrom(
          ...'lead,stage,at,owner\n|lead;stage;at;owner\r\n|"|""|\n|\r|\r\n|,|;|\t|{|}|[|]|:|results|"results":[|null|1e400|-|\\u12|\ufeff'.split(
            "|",
          ),
          "|",
          "9".repeat(60),
          "[".repeat(300),
        )
        .map((text) => Buffer.from(text)),
      fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc.constantFrom([0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf]).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.concat(parts));

const sources = fc.constantFrom(
  leadSource(),
  leadSource({ records: path("results") }),
  leadSource({ csv: { delimiter: ";", encoding: "windows-1252", columns: null } }),
  leadSource({ csv: { delimiter: null, encoding: "utf-16le", columns: ["lead", "stage"] } }),
);

test.prop([hostile, sources, fc.constantFrom(...FORMATS), fc.integer({ min: 1, max: 40 })], { numRuns: 2000 })(
  "any bytes are read, or refused with a sentence; how they are cut means nothing",
  async (bytes, source, format, cut) => {
    const read = async (size: number) => {
      try {
        return { ...(await readAll(bytes, format, { source, cut: size })), error: null };
      } catch (error) {
        return { records: null, notices: null, error: error as Error & { code?: string } };
      }
    };
    const whole = await read(Number.MAX_SAFE_INTEGER);
    const pieces = await read(cut);
    // Of two faults in a file, the one that is met first may be another.
    for (const { error } of [whole, pieces]) if (error !== null) expect(error.code).toMatch(/^STF-SRC-10[123]$/);
    expect(pieces.records).toEqual(whole.records);
    const indices = whole.records?.map(({ index }) => index) ?? [];
    expect(indices).toEqual(indices.map((_, at) => at));
  },
);

const cell = fc
  .string({ unit: "grapheme" })
  .map((text) => text.replaceAll("\0", ""))
  .filter((text) => text === text.trim());

test.prop([
  fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1 }),
  fc.constantFrom(",", ";", "\t", "|"),
  fc.constantFrom("\n", "\r\n"),
  fc.integer({ min: 1, max: 40 }),
])("what a table is written as is what is read", async (rows, delimiter, end, cut) => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const file = [["lead", "stage", "at", "owner"], ...rows].map((row) => row.map(quoted).join(delimiter) + end).join("");
  const { records } = await readAll(file, "csv", { cut });
  const filled = rows.filter((row) => row.some((text) => text !== ""));
  expect(records.map((record) => ("value" in record ? Object.values(record.value as object) : record))).toEqual(filled);
});

test.prop([fc.array(fc.jsonValue(), { maxLength: 10 }), fc.integer({ min: 1, max: 40 })])(
  "JSON is read as JSON.parse reads it, as a list, as lines and under a path",
  async (list, cut) => {
    const exact = JSON.parse(JSON.stringify(list)) as unknown[];
    const read = async (text: string, format: "json" | "ndjson", source = leadSource()) =>
      (await readAll(text, format, { source, cut })).records.map((record) =>
        "value" in record ? record.value : record,
      );
    const expected = exact.map(withBigInts);
    expect(await read(JSON.stringify(list), "json")).toEqual(expected);
    expect(await read(list.map((value) => JSON.stringify(value)).join("\n"), "ndjson")).toEqual(expected);
    const page = JSON.stringify({ before: list, results: list, after: 1 });
    expect(await read(page, "json", leadSource({ records: path("results") }))).toEqual(expected);
  },
);

/** A double that is whole and beyond 2^53 is written as one, or with an exponent. */
function withBigInts(value: unknown): unknown {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    const text = JSON.stringify(value);
    return /^-?\d+$/.test(text) ? BigInt(text) : value;
  }
  if (Array.isArray(value)) return value.map(withBigInts);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBigInts(inner)]));
  return value;
}
