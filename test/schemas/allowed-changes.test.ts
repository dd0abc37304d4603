/** What docs/topics/README.md says of how a schema may change is what the check of schemas holds to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkFullTransitive } from "@stagefold/codec";
import { expect, test } from "vitest";

interface Schema {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly Field[];
}
interface Field {
  readonly name: string;
  readonly type: unknown;
  readonly default?: unknown;
}

const text = readFileSync(join(import.meta.dirname, "../../schemas/SlaBreachEvent.avsc"), "utf8");
const schema = JSON.parse(text) as Schema;

function without(name: string): Schema {
  expect(schema.fields.map((field) => field.name)).toContain(name);
  return { ...schema, fields: schema.fields.filter((field) => field.name !== name) };
}

function withType(name: string, change: (type: unknown) => unknown): Schema {
  const fields = schema.fields.map((field) => (field.name === name ? { ...field, type: change(field.type) } : field));
  return { ...schema, fields };
}

function withSymbols(change: (symbols: readonly string[]) => readonly string[]): Schema {
  return withType("kind", (type) => {
    const kind = type as { readonly symbols: readonly string[] };
    return { ...kind, symbols: change(kind.symbols) };
  });
}

const more = { name: "mood", type: "string" };

test.each([
  ["a field with a default is added", { ...schema, fields: [...schema.fields, { ...more, default: "good" }] }],
  ["a field with a default is removed", without("channel")],
  ["an enum gets a symbol", withSymbols((symbols) => [...symbols, "ESCALATED"])],
  ["an enum loses a symbol", withSymbols((symbols) => symbols.filter((symbol) => symbol !== "CLEARED"))],
  ["a doc is worded anew", { ...schema, doc: "In other words." }],
])("it may happen that %s", (_what, next) => {
  expect(checkFullTransitive(JSON.stringify(next), [text])).toEqual([]);
});

test.each([
  ["a field without a default is added", { ...schema, fields: [...schema.fields, more] }],
  ["a field without a default is removed", without("severity")],
  ["a field gets another type", withType("live", () => "string")],
  ["a field gets a wider type", withType("severity", () => ["null", "string"])],
  ["a field gets another logical type", withType("dueAt", () => "long")],
  ["a record is renamed", { ...schema, name: "SlaEvent" }],
])("it may not happen that %s", (_what, next) => {
  expect(checkFullTransitive(JSON.stringify(next), [text])).not.toEqual([]);
});
