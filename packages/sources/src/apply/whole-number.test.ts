import { expect, test } from "vitest";
import { parseLong, salesforceNumber } from "./whole-number.ts";

test.each([
  ["0", 0],
  ["-0", 0],
  ["+12", 12],
  ["-12", -12],
  ["007", 7],
  ["9007199254740993", 9_007_199_254_740_993n],
  ["9223372036854775807", 2n ** 63n - 1n],
  ["-9223372036854775808", -(2n ** 63n)],
])("%s is a whole number of 64 bits", (text, value) => {
  expect(parseLong(text)).toBe(value);
});

test.each(["", "1.0", "1e3", "1,000", "9223372036854775808", "-9223372036854775809", "0x10", "1".repeat(1_000_000)])(
  "%s is none",
  (text) => {
    expect(parseLong(text)).toBeNull();
  },
);

test("ids of Salesforce count up, in 15 letters and in 18", () => {
  const ids = [
    "017bm0000A0000A",
    "017bm0000A0000B",
    "017bm0000A0000Z",
    "017bm0000A0000a",
    "017bm0000A0000z",
    "017bm0000A00010",
  ];
  const numbers = ids.map((id) => BigInt(salesforceNumber(id) ?? -1n));
  expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
  expect(new Set(numbers).size).toBe(ids.length);
  expect(salesforceNumber("017bm0000A0000AAAQ")).toBe(salesforceNumber("017bm0000A0000A"));
  for (const id of ["", "017bm0000A0000", "017bm0000A0000A-", "017bm0000A0000AAAQX"])
    expect(salesforceNumber(id)).toBeNull();
});
