import { expect, test } from "vitest";
import { clockAt } from "./now.ts";

const NOON = Date.parse("2026-03-16T12:00:00Z");

test("given an answer of this moment, when time passes, then the clock goes on", () => {
  expect(clockAt(NOON, 8_000, NOON + 8_000)).toBe(NOON + 8_000);
});

test("given an answer about the past, when time passes, then its clock stands", () => {
  expect(clockAt(NOON, 8_000, NOON + 86_400_000)).toBe(NOON);
});
