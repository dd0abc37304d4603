import { fc, test } from "@fast-check/vitest";
import { expect, it } from "vitest";
import { jsonElements } from "./json-elements.ts";

function split(list: string, most = 100): readonly string[] | string {
  const found = jsonElements(Buffer.from(list), most);
  return found.ok ? found.elements.map((bytes) => bytes.toString()) : found.why;
}

it.each([
  ["[]", []],
  [" [ \n ] ", []],
  ["[1]", ["1"]],
  ['[{"a":[1,2]} , "x,]\\"" ,null]', ['{"a":[1,2]} ', ' "x,]\\"" ', "null"]],
  ['["\\\\",2]', ['"\\\\"', "2"]],
  ["[9007199254740993]", ["9007199254740993"]],
  ["[1,]", ["1", ""]],
  ["[1", "the list has no end"],
  ['["1]', "a text has no end"],
  ["[1}", "the list is not closed by ]"],
  ["[1] 2", "something follows the list"],
  ["", "the list has no end"],
])("splits %j as it stands", (list, elements) => {
  expect(split(list)).toEqual(elements);
});

it("stops at more elements than there may be", () => {
  expect(split("[1,2,3]", 3)).toHaveLength(3);
  expect(split("[1,2,3,4]", 3)).toBe("there are too many");
  expect(split("[1,2,3,4,", 3)).toBe("there are too many");
});

test.prop([fc.array(fc.jsonValue(), { maxLength: 50 }), fc.constantFrom(undefined, 1, "\t")])(
  "gives every element of any list, however it is written",
  (list, space) => {
    const elements = split(JSON.stringify(list, null, space)) as readonly string[];
    expect(elements.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(list)));
  },
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test.prop([fc.string({ unit: fc.constantFrom(...'[]{},:"\\ 1a\n'), maxLength: 20 })], { numRuns: 2_000 })(
  "splits a text into elements that are all JSON exactly where the text is",
  (inner) => {
    const elements = split(`[${inner}`);
    expect(typeof elements !== "string" && elements.every(isJson)).toBe(isJson(`[${inner}`));
  },
);
