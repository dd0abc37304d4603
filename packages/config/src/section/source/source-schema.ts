import type { z } from "zod";
import { documented } from "../../schema/key-reference.ts";
import { filledListOf, keys, leaf, listOf, named } from "../../schema/shapes.ts";
import { readText } from "../../value/text.ts";
import { readTimeZone } from "../../value/time-zone.ts";
import { readTableValue } from "./constant.ts";
import { csvSchema } from "./csv-schema.ts";
import { eventSchema, ruleSchema } from "./event-schema.ts";
import { pathLeaf } from "./path-leaf.ts";
import { signatureSchema } from "./signature-schema.ts";
import { testSchema } from "./test-schema.ts";
import { valueSchema } from "./value-schema.ts";

const tableSchema = named(
  "a mapping from what is found to what it means",
  documented(leaf(readTableValue), {
    type: "text or null",
    meaning: "What the key means here; null is empty.",
    example: "Qualified: MQL",
  }),
);

/** A source: where records come from that are not events yet, and how they become some. */
export const sourceSchema = keys("a source", {
  extends: documented(
    leaf((found) => readText(found, "the name of a shipped source")),
    {
      type: "name of a shipped source",
      default: "none",
      meaning:
        "The source begins as this one: keys given here replace its own, tables that of their name, tests are not taken over. `stagefold sources list` names them.",
      example: "hubspot-contact-history",
    },
  ).optional(),
  tenantId: documented(valueSchema, {
    type: "value",
    meaning: "The tenant to which the records belong.",
    example: "{ value: acme }",
  }),
  timeZone: documented(leaf(readTimeZone), {
    type: "IANA time zone",
    default: "the tenant's",
    meaning: "The zone of times without one.",
    example: "Europe/Rome",
  }).optional(),
  csv: documented(csvSchema, {
    type: "mapping",
    default: "found from the file",
    meaning: "How CSV files are written.",
    example: '{ delimiter: ";" }',
  }).optional(),
  records: documented(pathLeaf("the path of a list"), {
    type: "path",
    default: "the document is a record, or a list of them",
    meaning: "Where the list of records stands in a JSON document.",
    example: "results",
  }).optional(),
  unwrap: documented(
    filledListOf(
      "keys",
      leaf((found) => readText(found, "a key")),
    ),
    {
      type: "list of keys",
      default: "none",
      meaning: "The record is what stands under this key, where it is there; one after the other.",
      example: "[payload]",
    },
  ).optional(),
  topic: documented(
    leaf((found) => readText(found, "the name of a Kafka topic")),
    {
      type: "text",
      default: "none",
      meaning: "The Kafka topic from which records are read, JSON values.",
      example: "crm.public.leads",
    },
  ).optional(),
  signature: documented(signatureSchema, {
    type: "mapping",
    default: "whoever posts needs a token",
    meaning: "How requests to this source are signed.",
    example: "{ scheme: hmac, header: X-Signature, secret: { env: CRM_SECRET } }",
  }).optional(),
  tables: documented(
    named(
      "a mapping from names to tables",
      documented(tableSchema, {
        type: "mapping by value",
        meaning: "A table: what is found on the left, what it means on the right.",
        example: "stages: { Open: INQUIRY, Qualified: MQL }",
      }),
    ),
    {
      type: "mapping by name",
      default: "none",
      meaning: "Tables that values name.",
      example: "stages: { Open: INQUIRY, Qualified: MQL }",
    },
  ).optional(),
  events: documented(
    listOf(
      "events",
      documented(eventSchema, {
        type: "mapping",
        meaning: "One kind of event that a record gives. Which of the keys below it takes depends on its type.",
        example: "{ type: LeadStageChanged, leadId: id, occurredAt: at, stage: status }",
      }),
    ),
    {
      type: "list of events",
      default: "`[]`",
      meaning: "What a record becomes. Events, rules or both are needed.",
      example: "see below",
    },
  ).optional(),
  rules: documented(
    listOf(
      "rules",
      documented(ruleSchema, {
        type: "mapping",
        meaning: "One rule. Of two that hold for a record the first counts.",
        example: "{ id: score-100, when: [{ field: score, atLeast: 100 }], leadId: id, occurredAt: updated_at }",
      }),
    ),
    {
      type: "list of rules",
      default: "`[]`",
      meaning: "Automation: which records set a lead to a stage by themselves.",
      example: "see below",
    },
  ).optional(),
  tests: documented(
    listOf("tests", documented(testSchema, { type: "mapping", meaning: "One test.", example: "see below" })),
    {
      type: "list of tests",
      default: "`[]`",
      meaning: "Records, and the events that must come of them; run by `stagefold check-config`.",
      example: "see below",
    },
  ).optional(),
});

/** A source as it was read, with what it extends, its tables not yet found. */
export type SourceSpec = z.output<typeof sourceSchema>;
