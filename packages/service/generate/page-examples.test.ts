import { describe, expect, test } from "vitest";
import { decodedExample, examplesOf } from "./page-examples.ts";

const SCHEMA = JSON.stringify({
  type: "record",
  name: "Thing",
  fields: [
    { name: "at", type: { type: "long", logicalType: "timestamp-millis" } },
    { name: "until", type: ["null", { type: "long", logicalType: "timestamp-millis" }], default: null },
    { name: "day", type: { type: "int", logicalType: "date" } },
    { name: "count", type: "long", default: 7 },
  ],
});

test("given a page, then its JSON blocks are its examples, and other blocks are none", () => {
  const page = 'text\n```json\n{ "type": "Thing" }\n```\n```\n{}\n```\n```json\n{\n  "type": "Other"\n}\n```\n';
  expect(examplesOf(page)).toEqual([{ type: "Thing" }, { type: "Other" }]);
});

describe("an example, decoded", () => {
  test("has instants in ms, dates in days, and what it leaves out at its default", () => {
    const example = {
      type: "Thing",
      at: "1970-01-01T01:00:00+01:00",
      until: "1970-01-01T00:00:01Z",
      day: "1970-02-01",
    };
    expect(decodedExample(example, SCHEMA)).toEqual({ at: 0, until: 1_000, day: 31, count: 7 });
    expect(decodedExample({ ...example, until: null, count: 1 }, SCHEMA)).toMatchObject({ until: null, count: 1 });
  });

  test("is refused by name where it does not fit the schema", () => {
    const example = { type: "Thing", at: "1970-01-01T00:00:00Z" };
    expect(() => decodedExample(example, SCHEMA)).toThrow("lacks day");
    expect(() => decodedExample({ ...example, day: "1970-01-01", colour: "red" }, SCHEMA)).toThrow("colour");
    expect(() => decodedExample({ ...example, type: "Other" }, SCHEMA)).toThrow("Other");
  });
});
