import type { ConditionConfig } from "@stagefold/config";
import { fieldReader } from "./field-reader.ts";
import { nameList } from "./name-list.ts";
import type { Place } from "./place.ts";
import { described, scalarText } from "./scalar-text.ts";

type At = Pick<Place, "record" | "item">;

/** A condition of `when`. Never throws, whatever the record. */
export interface Condition {
  readonly holds: (at: At) => boolean;
  /** `score 120 is at least 100`: what was found, and that it holds. */
  readonly held: (at: At) => string;
  /** `score is "80", expected at least 100`. */
  readonly failed: (at: At) => string;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const COMPARISONS = {
  above: { words: "above", of: (found: number, mark: number) => found > mark },
  atLeast: { words: "at least", of: (found: number, mark: number) => found >= mark },
  below: { words: "below", of: (found: number, mark: number) => found < mark },
  atMost: { words: "at most", of: (found: number, mark: number) => found <= mark },
} as const;

/** The condition, ready to be asked of records. Pure. */
export function conditionOf({ field, test }: ConditionConfig): Condition {
  const find = fieldReader(field);
  const name = field.text;
  switch (test.kind) {
    case "is": {
      const values = new Set(test.values);
      return {
        holds: (at) => values.has(scalarText(find(at)) ?? ""),
        held: (at) => `${name} is ${described(find(at))}`,
        failed: (at) => `${name} is ${described(find(at))}, expected ${nameList(values)}`,
      };
    }
    case "not": {
      const values = new Set(test.values);
      return {
        holds: (at) => !values.has(scalarText(find(at)) ?? ""),
        held: (at) => `${name} is ${described(find(at))}`,
        failed: (at) => `${name} is ${described(find(at))}, expected anything but that`,
      };
    }
    case "above":
    case "atLeast":
    case "below":
    case "atMost": {
      const { words, of } = COMPARISONS[test.kind];
      const { mark } = test;
      return {
        holds: (at) => {
          const text = scalarText(find(at));
          return typeof text === "string" && NUMBER.test(text) && of(Number(text), mark);
        },
        held: (at) => `${name} ${scalarText(find(at))} is ${words} ${mark}`,
        failed: (at) => `${name} is ${described(find(at))}, expected a number ${words} ${mark}`,
      };
    }
    case "present": {
      const { wanted } = test;
      return {
        holds: (at) => isPresent(find(at)) === wanted,
        held: () => (wanted ? `${name} is there` : `${name} is empty`),
        failed: () => (wanted ? `${name} is empty` : `${name} is there, expected it to be empty`),
      };
    }
    case "changedFrom": {
      const other = fieldReader(test.other);
      return {
        holds: (at) => !isSame(find(at), other(at)),
        held: (at) => `${name} changed from ${described(other(at))} to ${described(find(at))}`,
        failed: (at) => `${name} is ${described(find(at))} as ${test.other.text} is, expected a change`,
      };
    }
  }
}

function isPresent(found: unknown): boolean {
  const text = scalarText(found);
  return text === undefined ? Object.keys(found as object).length > 0 : text !== null;
}

/** Lists and objects are never the same: what is compared are single values. */
function isSame(one: unknown, other: unknown): boolean {
  const text = scalarText(one);
  return text !== undefined && text === scalarText(other);
}
