import type { InputRecord } from "@stagefold/domain";
import type { z } from "zod";
import { documented } from "../../schema/key-reference.ts";
import { filledListOf, keys, leaf, named, oneOfShapes } from "../../schema/shapes.ts";
import { type Reading, refuse } from "../../value/reading.ts";
import { readName, readOneOf, readText } from "../../value/text.ts";
import { conditionSchema } from "./condition-schema.ts";
import { pathLeaf } from "./path-leaf.ts";
import { RECORD_FIELDS } from "./record-fields.ts";
import type { ListPath } from "./source-config.ts";
import { valueSchema } from "./value-schema.ts";

/** The types of records that a source can give. */
export const RECORD_TYPES = Object.keys(RECORD_FIELDS) as readonly InputRecord["type"][];

const value = (meaning: string, example: string, fallback: string) =>
  documented(valueSchema, { type: "value", default: fallback, meaning, example }).optional();

const ofLeads = "required for a lead's events";

const splitListSchema = keys("a list written as a text", {
  field: documented(pathLeaf("the path of a list"), {
    type: "path",
    meaning: "Where the text stands.",
    example: "properties.hs_merged_object_ids",
  }),
  split: documented(
    leaf((found) => readSeparator(found)),
    { type: "text", meaning: "What stands between two elements.", example: '";"' },
  ),
});

const listPathSchema = oneOfShapes(
  (found): z.ZodType<ListPath> =>
    typeof found === "object" && found !== null
      ? splitListSchema.transform(({ field, split }) => ({ ...field, split }))
      : pathLeaf("the path of a list"),
);

/** Blanks may be what sets elements apart. */
function readSeparator(found: unknown): Reading<string> {
  return typeof found === "string" && found !== ""
    ? { value: found }
    : refuse(found, 'what stands between two elements, like ";"');
}

/** Values that an event and a rule alike may name. */
const leadKeys = {
  forEach: documented(listPathSchema, {
    type: "path of a list, or { field: path, split: text }",
    default: "one event for the record",
    meaning:
      "One event for each element of this list, which paths then name `item`: `item.timestamp`. A list that is a text is cut at `split`.",
    example: "propertiesWithHistory.lifecyclestage",
  }).optional(),
  when: documented(
    filledListOf(
      "conditions",
      documented(conditionSchema, {
        type: "mapping",
        meaning: "One condition: `field`, and one of the other keys.",
        example: "{ field: score, atLeast: 100 }",
      }),
    ),
    {
      type: "list of conditions",
      default: "always",
      meaning: "All must hold, else there is no such event.",
      example: "[{ field: type, is: lead }]",
    },
  ).optional(),
  eventId: value(
    "The event's id. Never made of what may change later.",
    '{ text: "won-{mql_id}" }',
    "made from what the event says",
  ),
  leadId: value("The lead, by the id that all of your sources know it by.", "contact_id", ofLeads),
  occurredAt: value("When it happened.", "{ field: Date, format: dd/MM/yyyy HH:mm }", ofLeads),
  sequence: value("The source's own order among events of the same instant.", "{ tie: newest-first }", "none"),
  reason: value("Why.", "rejection_reason", "none"),
  channel: value(
    "The channel that the lead has from then on; empty leaves it.",
    "{ field: source, table: channels }",
    "none",
  ),
  campaignId: value("The campaign that it has from then on; empty leaves it.", "utm_campaign", "none"),
  ownerId: value(
    "The sales person who has it from then on; empty leaves it.",
    "{ field: owner, table: owners, otherwise: keep }",
    "none",
  ),
  attributes: documented(
    named(
      "a mapping from names to values",
      documented(valueSchema, {
        type: "value",
        meaning: "Whatever else is worth carrying.",
        example: "changedBy: item.sourceId",
      }),
    ),
    {
      type: "mapping of values",
      default: "none",
      meaning: "What else the event carries; not interpreted.",
      example: "{ changedBy: item.sourceId }",
    },
  ).optional(),
} as const;

/** One kind of event that a record gives. */
export const eventSchema = keys("an event", {
  type: documented(
    leaf((found) => readOneOf(found, "the type of a record", RECORD_TYPES)),
    { type: RECORD_TYPES.join(", "), meaning: "What it becomes.", example: "LeadStageChanged" },
  ),
  ...leadKeys,
  stage: value(
    "The stage: a value of `funnel.stages`.",
    "{ field: status, table: stages }",
    "required for LeadStageChanged and TargetSet",
  ),
  actor: value(
    "Who did it: SALES, MARKETING, LEAD, SYSTEM or UNKNOWN.",
    "{ value: SALES }",
    "required for LeadActivityRecorded",
  ),
  kind: value("What was done.", "{ value: call }", "required for LeadActivityRecorded"),
  spendId: value(
    "The line of spend.",
    '{ text: "{account}-{campaign}-{day}" }',
    "made of channel, campaign, currency and days",
  ),
  revision: value(
    "Which of several statements of the same line, or target, counts: the highest.",
    "version",
    "spend: one more where the amount changed; targets: 0",
  ),
  firstDay: value("The first day of the spend.", "{ field: Day, format: dd/MM/yyyy }", "required for SpendRecorded"),
  lastDay: value("The last day of the spend.", "{ field: To }", "`firstDay`"),
  amountMicros: value("The amount, in `unit`.", '{ field: Cost, decimal: "," }', "required for SpendRecorded"),
  currency: value("Its currency: three capitals.", "{ value: EUR }", "required for SpendRecorded"),
  month: value("The month of a target: YYYY-MM, or a day in it.", "Month", "required for TargetSet"),
  target: value("How many leads.", "Goal", "required for TargetSet"),
});

/** An event as it was read, its tables not yet found. */
export type EventSpec = z.output<typeof eventSchema>;

const stageLeaf = leaf((found) => readText(found, "the name of a stage"));

const fromSchema = oneOfShapes((found) =>
  Array.isArray(found)
    ? filledListOf("stages", stageLeaf)
    : leaf((word): Reading<"any"> => (word === "any" ? { value: word } : refuse(word, "a list of stages, or any"))),
);

/** One rule of automation. */
export const ruleSchema = keys("a rule", {
  id: documented(
    leaf((found) => readName(found, "the id of a rule", "|:")),
    {
      type: "text without | and :",
      meaning: "Names the rule in reasons and eventIds. Each once in a source.",
      example: "score-100",
    },
  ),
  ...leadKeys,
  stage: documented(stageLeaf, {
    type: "stage",
    default: "`funnel.qualified`",
    meaning: "The stage to which the lead is set.",
    example: "MQL",
  }).optional(),
  from: documented(fromSchema, {
    type: "list of stages, or any",
    default: "none, and the stages before `stage`",
    meaning:
      "The stages from which it is set, so that it is set once until it leaves; `none` is a lead without one yet. `any` are all others, but not `none`.",
    example: "[none, INQUIRY, RECYCLED]",
  }).optional(),
});

/** A rule as it was read, its tables not yet found. */
export type RuleSpec = z.output<typeof ruleSchema>;
