import { expect, it } from "vitest";
import { type KeptAnswers, keptAnswers } from "./kept-answers.ts";

/** How often each was made. */
function asked(kept: KeptAnswers) {
  const made: string[] = [];
  return {
    made,
    ask: (tag: string, address: string): string =>
      kept.get(tag, address, () => {
        made.push(`${tag}${address}`);
        return `answer ${made.length}`;
      }),
  };
}

it("makes an answer once for as long as its tag stands", () => {
  const { ask, made } = asked(keptAnswers(1_000));
  expect([ask("1", "/a"), ask("1", "/a"), ask("1", "/b"), ask("2", "/a"), ask("1", "/a")]).toEqual([
    "answer 1",
    "answer 1",
    "answer 2",
    "answer 3",
    "answer 1",
  ]);
  expect(made).toEqual(["1/a", "1/b", "2/a"]);
});

it("forgets those that were not asked for the longest, and holds no more than it may", () => {
  const { ask, made } = asked(keptAnswers(2 * "1/aanswer 1".length));
  for (const address of ["/a", "/b", "/a", "/c", "/a", "/b"]) ask("1", address);
  expect(made).toEqual(["1/a", "1/b", "1/c", "1/b"]);
});

it("does not keep one that is larger than all it may hold, nor one that fails", () => {
  const { ask, made } = asked(keptAnswers(5));
  const kept = keptAnswers(100);
  ask("1", "/a");
  ask("1", "/a");
  expect(made).toHaveLength(2);
  const fail = (): string => {
    throw new Error("refused");
  };
  expect(() => kept.get("1", "/a", fail)).toThrow("refused");
  expect(kept.get("1", "/a", () => "now")).toBe("now");
});
