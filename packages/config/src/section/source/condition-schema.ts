import type { z } from "zod";
import { documented } from "../../schema/key-reference.ts";
import { filledListOf, keys, leaf, oneOfShapes } from "../../schema/shapes.ts";
import { type Reading, refuse } from "../../value/reading.ts";
import { readComparable } from "./constant.ts";
import { pathLeaf } from "./path-leaf.ts";
import type { ConditionConfig } from "./source-config.ts";

const oneOrMoreSchema = oneOfShapes((found) =>
  Array.isArray(found)
    ? filledListOf("values", leaf(readComparable))
    : leaf(readComparable).transform((value) => [value]),
);

const markSchema = leaf(
  (found): Reading<number> =>
    typeof found === "number" && Number.isFinite(found)
      ? { value: found }
      : refuse(found, "a number", typeof found === "string" ? "remove the quotes" : undefined),
);

const mark = (words: string, example: string) =>
  documented(markSchema, {
    type: "number",
    default: "not asked for",
    meaning: `The field is a number ${words} this. One that is no number does not hold.`,
    example,
  }).optional();

/** One condition on a record: a field, and one thing that must hold of it. */
export const conditionSchema = keys("a condition", {
  field: documented(pathLeaf(), { type: "path", meaning: "What is asked about.", example: "lead_status" }),
  is: documented(oneOrMoreSchema, {
    type: "value, or list of values",
    default: "not asked for",
    meaning: "The field is this, or one of these. Capitals count.",
    example: "[Open, Working]",
  }).optional(),
  not: documented(oneOrMoreSchema, {
    type: "value, or list of values",
    default: "not asked for",
    meaning: "The field is not this, or none of these; an empty field is not.",
    example: "subscriber",
  }).optional(),
  above: mark("above", "99"),
  atLeast: mark("not below", "100"),
  below: mark("below", "10"),
  atMost: mark("not above", "9"),
  present: documented(
    leaf((found): Reading<boolean> => (typeof found === "boolean" ? { value: found } : refuse(found, "true or false"))),
    {
      type: "true or false",
      default: "not asked for",
      meaning: "Whether there is anything in the field.",
      example: "true",
    },
  ).optional(),
  changedFrom: documented(pathLeaf(), {
    type: "path",
    default: "not asked for",
    meaning: "The field differs from this one; empty is a value like any other.",
    example: "before.lead_stage",
  }).optional(),
});

/** A condition as it was read: which of its keys there are is for rules to check. */
export type ConditionSpec = z.output<typeof conditionSchema>;

/** The keys of which a condition has one. */
export const TESTS = ["is", "not", "above", "atLeast", "below", "atMost", "present", "changedFrom"] as const;

/** The condition as the mapper reads it. Pure. Of a checked one: it has exactly one test. */
export function compileCondition(spec: ConditionSpec): ConditionConfig {
  return { field: spec.field, test: testOf(spec) };
}

function testOf(spec: ConditionSpec): ConditionConfig["test"] {
  const { is, not, present, changedFrom } = spec;
  if (is !== undefined) return { kind: "is", values: is };
  if (not !== undefined) return { kind: "not", values: not };
  if (present !== undefined) return { kind: "present", wanted: present };
  if (changedFrom !== undefined) return { kind: "changedFrom", other: changedFrom };
  for (const kind of ["above", "atLeast", "below", "atMost"] as const) {
    const mark = spec[kind];
    if (mark !== undefined) return { kind, mark };
  }
  return { kind: "present", wanted: true };
}
