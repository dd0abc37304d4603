/** VALUE: how one value of an event comes about. */
import { z } from "zod";
import { documented } from "../../schema/key-reference.ts";
import { filledListOf, keys, leaf, named, oneOfShapes } from "../../schema/shapes.ts";
import { type Reading, refuse, sentence } from "../../value/reading.ts";
import { readOneOf, readText } from "../../value/text.ts";
import { readTimeZone } from "../../value/time-zone.ts";
import { readConstant, readTableValue } from "./constant.ts";
import { readFormat } from "./format.ts";
import { pathLeaf } from "./path-leaf.ts";
import { readTemplate } from "./template.ts";

const pathsSchema = oneOfShapes((found) =>
  Array.isArray(found)
    ? filledListOf("paths", pathLeaf())
    : pathLeaf("the path of a field, or a list of them").transform((path) => [path]),
);

const formatSchema = leaf(readFormat);
const formatsSchema = oneOfShapes((found) =>
  Array.isArray(found) ? filledListOf("formats", formatSchema) : formatSchema.transform((format) => [format]),
);

const zoneFieldSchema = keys("a time zone", { field: pathLeaf() });

const timeZoneSchema = oneOfShapes((found) =>
  typeof found === "object" && found !== null && !Array.isArray(found)
    ? zoneFieldSchema.transform(({ field }) => field)
    : leaf(readTimeZone),
);

const otherwiseValueSchema = keys("otherwise", { value: leaf(readTableValue) });

const otherwiseSchema = oneOfShapes((found) =>
  typeof found === "object" && found !== null && !Array.isArray(found)
    ? otherwiseValueSchema.transform(({ value }) => ({ kind: "value", value }) as const)
    : leaf((word) => readOneOf(word, "what holds otherwise (or { value: … })", ["refuse", "skip", "keep"])).transform(
        (kind) => ({ kind }) as const,
      ),
);

const flag = leaf(
  (found): Reading<boolean> => (typeof found === "boolean" ? { value: found } : refuse(found, "true or false")),
);

const tableKeys = {
  table: documented(
    leaf((found) => readText(found, "the name of a table under tables")),
    {
      type: "name under `tables`",
      default: "none",
      meaning: "What was found is looked up there, and what stands for it there counts.",
      example: "stages",
    },
  ).optional(),
  values: documented(
    named(
      "a mapping from what is found to what it means",
      documented(leaf(readTableValue), {
        type: "text or null",
        meaning: "What the key means; null is empty.",
        example: "Qualified: MQL",
      }),
    ),
    {
      type: "mapping by value",
      default: "none",
      meaning: "A table written in place.",
      example: "{ Qualified: MQL }",
    },
  ).optional(),
  otherwise: documented(otherwiseSchema, {
    type: "refuse, skip, keep, or { value: … }",
    default: "refuse",
    meaning:
      "What holds where the table does not have what was found: the record is refused, the event is left out, what was found stands, or this value does.",
    example: "skip",
  }).optional(),
} as const;

const timeKeys = {
  format: documented(formatsSchema, {
    type: "iso, epoch-s, epoch-ms, epoch-us, epoch-ns, excel, or a pattern; or a list",
    default: "iso",
    meaning: "Of times, days and months: how they are written. Of a list the first that fits counts.",
    example: "dd/MM/yyyy HH:mm",
  }).optional(),
  timeZone: documented(timeZoneSchema, {
    type: "IANA time zone, or { field: path }",
    default: "the source's",
    meaning:
      "Of times without a zone: where their clock stood. With a path the record says; where it is empty there, the source's zone holds.",
    example: "{ field: timezone }",
  }).optional(),
} as const;

const fieldValueSchema = keys("a value from a field", {
  field: documented(pathsSchema, {
    type: "path, or list of paths",
    meaning: "Where it stands in the record. Of a list the first that is not empty counts.",
    example: "[mobile, phone]",
  }),
  ...tableKeys,
  default: documented(leaf(readConstant), {
    type: "text or number",
    default: "none",
    meaning: "What holds where all paths are empty. It is not looked up in a table.",
    example: "unknown",
  }).optional(),
  lowerCase: documented(flag, {
    type: "true or false",
    default: "false",
    meaning: "What was found, and the keys of the table, are taken in lower case.",
    example: "true",
  }).optional(),
  ...timeKeys,
  unit: documented(
    leaf((found) => readOneOf(found, "a unit of money", ["units", "cents", "micros"])),
    {
      type: "units, cents, micros",
      default: "units",
      meaning: "Of amounts: what one of the number is.",
      example: "micros",
    },
  ).optional(),
  decimal: documented(
    leaf((found) => readOneOf(found, "a decimal sign", [".", ","])),
    {
      type: '"." or ","',
      default: '"."',
      meaning: "Of amounts: what sets decimals apart. The other one may set thousands apart.",
      example: '","',
    },
  ).optional(),
  as: documented(
    leaf((found) => readOneOf(found, "what it is taken as", ["salesforce-id"])),
    {
      type: "salesforce-id",
      default: "a number as written",
      meaning: "Of `sequence`: the id of a Salesforce record counts as the running number in it.",
      example: "salesforce-id",
    },
  ).optional(),
});

const constantSchema = keys("a constant", {
  value: documented(leaf(readConstant), {
    type: "text, number or null",
    meaning: "The same for every record.",
    example: "acme",
  }),
});

const textSchema = keys("a text with fields in it", {
  text: documented(leaf(readTemplate), {
    type: "text",
    meaning: "A text with the paths of fields in braces. Empty where one of them is.",
    example: '"won-{mql_id}"',
  }),
  ...timeKeys,
});

const historySchema = keys("a value from a history", {
  history: documented(pathLeaf("the path of a list"), {
    type: "path",
    meaning: "The list of what the value was over time. The last entry at or before the event's time counts.",
    example: "propertiesWithHistory.hubspot_owner_id",
  }),
  value: documented(pathLeaf(), {
    type: "path in an entry",
    meaning: "What it was from then on.",
    example: "value",
  }),
  at: documented(pathLeaf(), { type: "path in an entry", meaning: "Since when.", example: "timestamp" }),
  format: timeKeys.format,
  ...tableKeys,
});

const tieSchema = keys("a place among the same instant", {
  tie: documented(
    leaf((found) => readOneOf(found, "the order of forEach", ["oldest-first", "newest-first"])),
    {
      type: "oldest-first, newest-first",
      meaning:
        "Of `sequence`: how many elements of `forEach` with the same time come before this one, in the order in which the source lists them.",
      example: "newest-first",
    },
  ),
});

/** Every mapping that a value can be, by how it is written, for the reference page. */
export const VALUE_SHAPES = {
  "{ value: … }": constantSchema,
  "{ field: … }": fieldValueSchema,
  "{ text: … }": textSchema,
  "{ history: … }": historySchema,
  "{ tie: … }": tieSchema,
} as const;

/** The paths and words of a value, its tables not yet found. */
export type ValueSpec =
  | ({ readonly kind: "constant" } & z.output<typeof constantSchema>)
  | ({ readonly kind: "field" } & z.output<typeof fieldValueSchema>)
  | ({ readonly kind: "text" } & z.output<typeof textSchema>)
  | ({ readonly kind: "history" } & z.output<typeof historySchema>)
  | ({ readonly kind: "tie" } & z.output<typeof tieSchema>);

const FORM =
  'a path, or { value: … }, { field: path, … }, { text: "…{path}…" }, { history: path, value: path, at: path }, { tie: … }';

/** A value: the mapping by the key that makes it the one that it is. */
export const valueSchema = oneOfShapes((found): z.ZodType<ValueSpec> => {
  if (typeof found === "string") return pathLeaf().transform((path) => ({ kind: "field", field: [path] }) as const);
  if (typeof found !== "object" || found === null || Array.isArray(found))
    return leaf(() => ({ refusal: sentence(found, FORM) }));
  if ("field" in found) return fieldValueSchema.transform((shape) => ({ kind: "field", ...shape }) as const);
  if ("history" in found) return historySchema.transform((shape) => ({ kind: "history", ...shape }) as const);
  if ("text" in found) return textSchema.transform((shape) => ({ kind: "text", ...shape }) as const);
  if ("tie" in found) return tieSchema.transform((shape) => ({ kind: "tie", ...shape }) as const);
  if ("value" in found) return constantSchema.transform((shape) => ({ kind: "constant", ...shape }) as const);
  return z.unknown().transform((_, context) => {
    context.issues.push({ code: "custom", message: sentence(found, FORM), input: found });
    return z.NEVER;
  });
});
