import { expect, test } from "vitest";
import { sameConfig } from "./same-config.ts";

const rate = (digits: bigint) => ({
  rates: new Map([["USD", { digits, scale: 2 }]]),
  days: new Set([1, 2]),
  list: [1],
});

test("given the same said in another order, then it is the same", () => {
  const other = { list: [1], days: new Set([2, 1]), rates: new Map([["USD", { scale: 2, digits: 92n }]]) };
  expect(sameConfig(rate(92n), other)).toBe(true);
});

test.each([
  ["a number", rate(93n)],
  ["a member of a set", { ...rate(92n), days: new Set([1, 3]) }],
  ["a longer list", { ...rate(92n), list: [1, 2] }],
  ["a key of a map", { ...rate(92n), rates: new Map([["GBP", { digits: 92n, scale: 2 }]]) }],
  ["a member more", { ...rate(92n), lag: null }],
  ["nothing", null],
])("given %s that differs, then it is not", (_what, other) => {
  expect(sameConfig(rate(92n), other)).toBe(false);
});
