import { describe, expect, it } from "vitest";
import { entityTag, isNamed } from "./entity-tag.ts";

describe("an entity tag", () => {
  it("is the same for the same parts alone, wherever one ends and the next begins", () => {
    expect(entityTag(["ab", "c"])).toBe(entityTag(["ab", "c"]));
    expect(entityTag(["ab", "c"])).not.toBe(entityTag(["a", "bc"]));
    expect(entityTag(["a", "b"])).toMatch(/^"[\w-]{22}"$/);
  });

  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ["*", true],
    ['"b"', false],
    ["a", false],
    [undefined, false],
  ])("is named by If-None-Match: %s as it should be", (header, named) => {
    expect(isNamed('"a"', header)).toBe(named);
  });
});
