/** Formats and texts with fields in them, as they are written. */
import { expect, test } from "vitest";
import { readFormat } from "./format.ts";
import { readTemplate } from "./template.ts";

test.each([
  ["iso", { kind: "iso" }],
  ["excel", { kind: "excel" }],
  ["epoch-us", { kind: "epoch", unit: "us" }],
  ["dd/MM/yyyy HH:mm", { kind: "pattern", pattern: "dd/MM/yyyy HH:mm" }],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSZZZ", { kind: "pattern", pattern: "yyyy-MM-dd'T'HH:mm:ss.SSSZZZ" }],
  ["MMM d, yyyy, h:mm a", { kind: "pattern", pattern: "MMM d, yyyy, h:mm a" }],
])("%s is a format", (text, value) => {
  expect(readFormat(text)).toEqual({ value });
});

test.each([
  ["", "a format: iso"],
  [7, "a format: iso"],
  ["epoch", "say what it counts: epoch-s"],
  ["ISO", 'did you mean "iso"?'],
  ["DD/MM/YYYY", "a day of the month is dd"],
  ["dd/MM/YYYY", "a year is yyyy"],
  ["yyyy-MM-ddTHH:mm", "put in quotes: yyyy-MM-dd'T'HH:mm"],
  ["yyyy-MM-dd HH:mm z", "say the zone by timeZone"],
  ["HH:mm", "needs a year (yyyy), a month (MM) and a day (dd)"],
  ["dd/MM/yyyy x HH:mm", "('x')"],
])("%s is none: %s", (text, says) => {
  expect(readFormat(text)).toEqual({ refusal: expect.stringContaining(says) });
});

test("a text with fields has texts and paths, and braces that are doubled", () => {
  expect(readTemplate("won-{mql.id}{{x}}")).toEqual({
    value: ["won-", { text: "mql.id", of: "record", steps: ["mql", "id"] }, "{", "x", "}"],
  });
});

test.each([
  ["won", "for a text without fields write { value: … }"],
  ["won-{id", "a brace stands alone"],
  ["won-}", "a brace stands alone"],
  ["{}", "a brace stands alone"],
  ["", "with the paths of fields in braces"],
  [null, "with the paths of fields in braces"],
])("%s is none: %s", (text, says) => {
  expect(readTemplate(text)).toEqual({ refusal: expect.stringContaining(says) });
});
