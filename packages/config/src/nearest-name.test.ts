import { expect, test } from "vitest";
import { didYouMean, nearestName } from "./nearest-name.ts";

test.each([
  ["within", "withn"],
  ["warnAfter", "warnafter"],
  ["ROLLING_30D", "ROLLING_3OD"],
])("%s is proposed for %s", (meant, written) => {
  const known = ["within", "warnAfter", "ROLLING_7D", "ROLLING_30D", "MQL", "OPPORTUNITY"];
  expect(nearestName(written, known)).toBe(meant);
});

test("given nothing near, then nothing is proposed", () => {
  expect(nearestName("revenue", ["spend", "velocity"])).toBeUndefined();
  expect(didYouMean("revenue", ["spend", "velocity"])).toBe("");
});

test("given two that are near, then the nearer is proposed", () => {
  expect(didYouMean("acceptedd", ["accept", "accepted"])).toBe('; did you mean "accepted"?');
});
