import { expect, test } from "vitest";
import { SCHEMAS } from "../avro/records.generated.ts";
import { checkFullTransitive } from "./check-full-transitive.ts";

const schema = (fields: readonly object[]): string =>
  JSON.stringify({ type: "record", name: "R", namespace: "n", fields });
const ID = { name: "id", type: "string" };
const NOTE = { name: "note", type: ["null", "string"], default: null };
const at = (logicalType: string) => ({ name: "at", type: { type: "long", logicalType } });
const kind = (symbols: readonly string[], more: object = {}) => ({
  name: "kind",
  type: { type: "enum", name: "Kind", symbols, ...more },
});

test.each(Object.entries(SCHEMAS))("given %s, then it may follow itself", (_name, json) => {
  expect(checkFullTransitive(json, [json])).toEqual([]);
});

test.each([
  ["a field with a default comes", schema([ID, NOTE]), schema([ID])],
  ["a field with a default goes", schema([ID]), schema([ID, NOTE])],
  ["the order and the words change", schema([NOTE, { ...ID, doc: "x" }]), schema([ID, NOTE])],
  [
    "a symbol comes where unknown ones have a default",
    schema([kind(["A", "B"], { default: "A" })]),
    schema([kind(["A"], { default: "A" })]),
  ],
])("given that %s, then it may follow", (_case, next, previous) => {
  expect(checkFullTransitive(next, [previous])).toEqual([]);
});

test.each([
  ["a field without default comes", schema([ID, at("timestamp-millis")]), schema([ID]), "reading what version 1 wrote"],
  ["a field without default goes", schema([ID]), schema([ID, at("timestamp-millis")]), "read by version 1"],
  ["a type changes", schema([{ name: "id", type: "long" }]), schema([ID]), "version 1"],
  [
    "a type widens, which the old ones cannot read",
    schema([{ name: "n", type: "long" }]),
    schema([{ name: "n", type: "int" }]),
    "read by version 1",
  ],
  [
    "a symbol comes and the enum has no default",
    schema([kind(["A", "B"])]),
    schema([kind(["A"])]),
    "read by version 1",
  ],
  [
    "ms become µs on the same bytes",
    schema([at("timestamp-micros")]),
    schema([at("timestamp-millis")]),
    "at: logical type",
  ],
  [
    "an instant within a union becomes a plain number",
    schema([{ name: "at", type: ["null", "long"] }]),
    schema([{ name: "at", type: ["null", at("timestamp-millis").type] }]),
    "at: logical type",
  ],
  ["the record has another name", schema([ID]).replace('"R"', '"S"'), schema([ID]), "version 1"],
])("given that %s, then the problem is named", (_case, next, previous, sentence) => {
  expect(checkFullTransitive(next, [previous]).join("; ")).toContain(sentence);
});

test("given several that went before, then each is asked, not the newest alone", () => {
  const first = schema([ID, { name: "note", type: "string" }]);
  expect(checkFullTransitive(schema([ID, NOTE]), [first, schema([ID, NOTE])])).not.toEqual([]);
});
