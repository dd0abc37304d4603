import { fc, test as propTest } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { exactNameOf, parseFieldPath } from "./field-path.ts";

test.each([
  ["id", "record", ["id"]],
  ["properties.owner", "record", ["properties", "owner"]],
  ["fields[0].name", "record", ["fields", 0, "name"]],
  ["fields.0.name", "record", ["fields", 0, "name"]],
  ["[1][2]", "record", [1, 2]],
  ['["a.b"].c', "record", ["a.b", "c"]],
  ['x["a\\"b"]', "record", ["x", 'a"b']],
  ["Lead Status", "record", ["Lead Status"]],
  ["item", "item", []],
  ["item.value", "item", ["value"]],
  ["item[0]", "item", [0]],
  ["items", "record", ["items"]],
  ['["item"].x', "record", ["item", "x"]],
  ["007", "record", ["007"]],
] as const)("%s", (text, of, steps) => {
  expect(parseFieldPath(text)).toEqual({ text, of, steps });
});

test.each(["Cost [EUR]", "No.", ".hidden", "a..b", '["open', "[x]", "a]b", "Umsatz (€) [%]"])(
  "%s is no path, so it is the name of a column",
  (text) => {
    expect(parseFieldPath(text)).toEqual({ text, of: "record", steps: [text] });
  },
);

test("the name that is looked for first is the path as written, of an element without its item", () => {
  expect(["a.b", "item.a.b", "item", "item[0]"].map((text) => exactNameOf(parseFieldPath(text)))).toEqual([
    "a.b",
    "a.b",
    null,
    "[0]",
  ]);
});

propTest.prop([fc.string({ unit: "binary", maxLength: 40 })])("any text is a path", (text) => {
  expect(parseFieldPath(text).text).toBe(text);
});
