import { expect, it } from "vitest";
import { bodyBudget } from "./body-budget.ts";

it("has room for so many bytes over all requests, and again once they are given back", () => {
  const budget = bodyBudget(10);
  const [one, other] = [budget.share(), budget.share()];
  one.take(6);
  expect(() => other.take(5)).toThrow(/take all the room/);
  other.take(4);
  one.release();
  one.release();
  other.take(6);
  expect(() => one.take(1)).toThrow(/take all the room/);
});
