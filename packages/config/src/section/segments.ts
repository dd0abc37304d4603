import { CALENDAR_GRAINS, DIMENSIONS, GRAINS, type SegmentSet } from "@stagefold/domain";
import type { z } from "zod";
import type { KeyPath, Report } from "../key-path.ts";
import { items, member, texts } from "../rule/raw.ts";
import { documented } from "../schema/key-reference.ts";
import { filledListOf, keys, leaf, listOf, oneOfShapes } from "../schema/shapes.ts";
import { sentence } from "../value/reading.ts";
import { readOneOf } from "../value/text.ts";
import { grainSchema } from "./grain.ts";

const dimensionsSchema = listOf(
  "dimensions",
  leaf((found) => readOneOf(found, "a dimension", DIMENSIONS)),
);

const narrowedSchema = keys("a set of dimensions with its grains", {
  by: documented(dimensionsSchema, {
    type: `list of ${DIMENSIONS.join(", ")}`,
    meaning: "The dimensions. `[]` is everything in one segment.",
    example: "[channel, campaignId]",
  }),
  grains: documented(filledListOf("grains", grainSchema), {
    type: `list of ${GRAINS.join(", ")}`,
    meaning: "The grains that are made for this set, and no others.",
    example: "[MONTH, QUARTER]",
  }),
});

const setSchema = oneOfShapes(
  (found): z.ZodType<z.output<typeof dimensionsSchema> | z.output<typeof narrowedSchema>> => {
    if (Array.isArray(found)) return dimensionsSchema;
    if (typeof found === "object" && found !== null) return narrowedSchema;
    const expected = "a list of dimensions, like [channel], or { by: [dimensions], grains: [grains] }";
    return leaf(() => ({ refusal: sentence(found, expected) }));
  },
);

/** SEMANTICS 6: what metrics are broken down by. */
export const segmentsSchema = filledListOf(
  "sets of dimensions",
  documented(setSchema, {
    type: "list of dimensions, or mapping",
    meaning:
      "One set of dimensions: a metric has a value for each combination of their values. A list alone makes all grains for `[]` and the six calendar grains for any other set. The order of dimensions means nothing; no set may stand twice.",
    example: "[channel]",
    mapping: narrowedSchema,
  }),
);

/** Refuses a dimension named twice in a set and a set that stands twice. */
export function segmentRules(segments: unknown, path: KeyPath, report: Report): void {
  const first = new Map<string, number>();
  for (const { index, value } of items(segments)) {
    const isList = Array.isArray(value);
    const at = isList ? [...path, index] : [...path, index, "by"];
    const dimensions = texts(isList ? value : member(value, "by"));
    const names = dimensions.map(({ text }) => text);
    for (const { index: place, text } of dimensions) {
      if (names.indexOf(text) < place)
        report([...at, place], `found ${text} twice in a set, expected once; remove one`);
    }
    if (!isList && !Array.isArray(member(value, "by"))) continue;
    const set = [...new Set(names)].sort().join("|");
    const before = first.get(set);
    if (before === undefined) first.set(set, index);
    else
      report(
        [...path, index],
        `found the same set as in segments[${before}], expected each set once in whatever order; remove one or join their grains`,
      );
  }
}

/** The sets as the domain reads them; without any, everything in one segment. Pure. */
export function compileSegments(segments: z.output<typeof segmentsSchema> | undefined): readonly SegmentSet[] {
  return (segments ?? [[]]).map((entry) => {
    const by = "by" in entry ? entry.by : entry;
    const grains =
      "by" in entry
        ? GRAINS.filter((grain) => entry.grains.includes(grain))
        : by.length === 0
          ? GRAINS
          : CALENDAR_GRAINS;
    return { dimensions: DIMENSIONS.filter((dimension) => by.includes(dimension)), grains };
  });
}
