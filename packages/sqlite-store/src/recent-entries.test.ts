import { expect, it } from "vitest";
import { createRecentEntries } from "./recent-entries.ts";

it("holds the most recent half for certain, and never more than its capacity", () => {
  const recent = createRecentEntries(10);
  for (let number = 1; number <= 100; number += 1) recent.set(`t${number}`, number);
  const held = Array.from({ length: 100 }, (_, index) => index + 1).filter(
    (number) => recent.get(`t${number}`) === number,
  );
  expect(held).toEqual(expect.arrayContaining([96, 97, 98, 99, 100]));
  expect(held.length).toBeLessThanOrEqual(10);
});

it("keeps an entry that is asked for again and again", () => {
  const recent = createRecentEntries(10);
  recent.set("hot", 7);
  for (let number = 1; number <= 1_000; number += 1) {
    recent.set(`t${number}`, number);
    expect(recent.get("hot")).toBe(7);
  }
});

it("holds nothing without room, and nothing after it was cleared", () => {
  const none = createRecentEntries(0);
  none.set("a", 1);
  expect(none.get("a")).toBeUndefined();
  const recent = createRecentEntries(4);
  recent.set("a", 1);
  recent.clear();
  expect(recent.get("a")).toBeUndefined();
});
