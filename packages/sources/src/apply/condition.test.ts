import { describe, expect, test } from "vitest";
import { stageMapper } from "./mapper.test-support.ts";

const ROW = { lead: "l-1", at: "2026-03-02T09:00:00Z", stage: "MQL" };

/** Whether a record with these fields meets the condition. */
function holds(condition: string, fields: object): boolean {
  return stageMapper({ when: `[${condition}]` }).map({ ...ROW, ...fields }).events.length === 1;
}

describe("is and not", () => {
  test.each([
    ["{ field: x, is: a }", { x: "a" }, true],
    ["{ field: x, is: a }", { x: " a " }, true],
    ["{ field: x, is: a }", { x: "A" }, false],
    ["{ field: x, is: [a, b] }", { x: "b" }, true],
    ["{ field: x, is: 100 }", { x: "100" }, true],
    ["{ field: x, is: '100' }", { x: 100 }, true],
    ["{ field: x, is: true }", { x: true }, true],
    ["{ field: x, is: true }", { x: "true" }, true],
    ["{ field: x, is: a }", {}, false],
    ["{ field: x, is: a }", { x: ["a"] }, false],
    ["{ field: x, not: a }", { x: "b" }, true],
    ["{ field: x, not: [a, b] }", { x: "b" }, false],
    ["{ field: x, not: a }", {}, true],
    ["{ field: x, not: a }", { x: {} }, true],
  ])("%s on %j: %s", (condition, fields, expected) => {
    expect(holds(condition, fields)).toBe(expected);
  });
});

describe("comparisons", () => {
  test.each([
    ["{ field: x, above: 100 }", { x: 100 }, false],
    ["{ field: x, above: 100 }", { x: "100.01" }, true],
    ["{ field: x, atLeast: 100 }", { x: "100" }, true],
    ["{ field: x, below: 0 }", { x: "-1" }, true],
    ["{ field: x, atMost: 1.5 }", { x: 1.5 }, true],
    ["{ field: x, atMost: 1.5 }", {}, false],
    ["{ field: x, atMost: 1.5 }", { x: "" }, false],
    ["{ field: x, atLeast: 0 }", { x: "high" }, false],
    ["{ field: x, atLeast: 0 }", { x: true }, false],
    ["{ field: x, atLeast: 0 }", { x: "1,000" }, false],
    ["{ field: x, atLeast: 0 }", { x: "Infinity" }, false],
    ["{ field: x, atLeast: 0 }", { x: 12n }, true],
  ])("%s on %o: %s", (condition, fields, expected) => {
    expect(holds(condition, fields)).toBe(expected);
  });
});

describe("present and changedFrom", () => {
  test.each([
    ["{ field: x, present: true }", { x: 0 }, true],
    ["{ field: x, present: true }", { x: " " }, false],
    ["{ field: x, present: true }", { x: [] }, false],
    ["{ field: x, present: true }", { x: { a: 1 } }, true],
    ["{ field: x, present: false }", {}, true],
    ["{ field: after.s, changedFrom: before.s }", { before: { s: "a" }, after: { s: "b" } }, true],
    ["{ field: after.s, changedFrom: before.s }", { before: null, after: { s: "b" } }, true],
    ["{ field: after.s, changedFrom: before.s }", { before: { s: 1 }, after: { s: "1" } }, false],
    ["{ field: after.s, changedFrom: before.s }", { before: { s: "" }, after: {} }, false],
  ])("%s on %j: %s", (condition, fields, expected) => {
    expect(holds(condition, fields)).toBe(expected);
  });
});

test("all conditions must hold", () => {
  const both = "{ field: x, is: a }, { field: y, atLeast: 2 }";
  expect(holds(both, { x: "a", y: 2 })).toBe(true);
  expect(holds(both, { x: "a", y: 1 })).toBe(false);
});
