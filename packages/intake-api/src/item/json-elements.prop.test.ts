import { fc, test } from "@fast-check/vitest";
import { expect, it } from "vitest";
import { jsonElements } from "./json-elements.ts";

const texts = (list: string): readonly string[] => jsonElements(Buffer.from(list)).map((bytes) => bytes.toString());

it.each([
  ["[]", []],
  [" [ \n ] ", []],
  ["[1]", ["1"]],
  ['[{"a":[1,2]} , "x,]\\"" ,null]', ['{"a":[1,2]} ', ' "x,]\\"" ', "null"]],
  ['["\\\\",2]', ['"\\\\"', "2"]],
  ["[9007199254740993]", ["9007199254740993"]],
])("splits %j as it stands", (list, elements) => {
  expect(texts(list)).toEqual(elements);
});

test.prop([fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, "\t")])(
  "gives every element of any list, however it is written",
  (list, space) => {
    expect(texts(JSON.stringify(list, null, space)).map((text) => JSON.parse(text))).toEqual(
      JSON.parse(JSON.stringify(list)),
    );
  },
);
