import { fc, test } from "@fast-check/vitest";
import { expect, it } from "vitest";
import { valuesIn } from "./values-in.ts";

it.each([
  ['{"lead":"lead-7","n":[7,-1.5],"on":true}', ["lead", "lead-7", "n", "7", "-1.5", "on", "true"]],
  ['{"lead":"a \\"b\\" \\u00e9","cut":"lead-', ["lead", 'a "b" é', "cut", "lead-"]],
  ['ada@example.com;"Ada; L.";7\n', ["ada@example.com", "Ada; L.", "7"]],
  ['found "lead-7" in leads[0].id', ["found", "lead-7", "in", "leads", "0", ".id"]],
  ['"a\nb" "\\x"', ["a\nb", "\\x"]],
])("finds in %j %j", (text, values) => {
  expect([...valuesIn(text)]).toEqual(values);
});

test.prop([fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()))])("finds every value of JSON", (record) => {
  const found = new Set(valuesIn(JSON.stringify(record)));
  expect(Object.values(record).filter((value) => !found.has(String(value)))).toEqual([]);
});
