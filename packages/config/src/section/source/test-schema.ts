import { z } from "zod";
import type { KeyPath, Report } from "../../key-path.ts";
import { didYouMean } from "../../nearest-name.ts";
import { documented } from "../../schema/key-reference.ts";
import { keys, leaf, listOf } from "../../schema/shapes.ts";
import { refuse } from "../../value/reading.ts";
import { readText } from "../../value/text.ts";
import { readWholeNumber } from "../../value/whole-number.ts";
import { RECORD_TYPES } from "./event-schema.ts";
import { RECORD_FIELDS } from "./record-fields.ts";
import type { SourceTest } from "./source-config.ts";

const expectationSchema = z.record(z.string(), z.unknown(), {
  error: (issue) => refuse(issue.input, "an event: a mapping with type and the fields that matter").refusal,
});

/** What must come of records; run whenever the configuration is checked. */
export const testSchema = keys("a test", {
  name: documented(
    leaf((found) => readText(found, "what the test is about")),
    { type: "text", meaning: "What it is about; told when it fails.", example: "a qualified contact" },
  ),
  given: documented(z.unknown(), {
    type: "record, or list of records",
    default: "`csv` or `json`",
    meaning: "What comes in.",
    example: "{ id: 1, status: Qualified }",
  }).optional(),
  csv: documented(
    leaf((found) => readText(found, "the text of a CSV file")),
    {
      type: "text",
      default: "`given` or `json`",
      meaning: "A CSV file that comes in, with its header.",
      example: '"lead,status\\n1,Qualified\\n"',
    },
  ).optional(),
  json: documented(
    leaf((found) => readText(found, "the text of a JSON document")),
    {
      type: "text",
      default: "`given` or `csv`",
      meaning: "A JSON document that comes in, as the source sends it.",
      example: "'{\"results\":[]}'",
    },
  ).optional(),
  expect: documented(listOf("events", expectationSchema), {
    type: "list of events",
    meaning:
      "The events that come of it, in order, each with its `type` and the fields that matter, as in NDJSON. Fields that are left out are not compared; the number of events is.",
    example: '[{ type: LeadStageChanged, leadId: "1", stage: MQL }]',
  }),
  refused: documented(
    leaf((found) => readWholeNumber(found, "how many records are refused", 0, 1_000_000)),
    { type: "whole number", default: "0", meaning: "How many of the records are refused.", example: "1" },
  ).optional(),
});

type TestSpec = z.output<typeof testSchema>;

/** Refuses a test with no or two inputs, and expectations that no event can meet. */
export function testRules(spec: TestSpec, path: KeyPath, report: Report): void {
  const inputs = (["given", "csv", "json"] as const).filter((key) => spec[key] !== undefined);
  if (inputs.length !== 1)
    report(path, `found ${inputs.join(" and ") || "no input"}, expected one of given, csv and json; say what comes in`);
  for (const [index, expected] of spec.expect.entries()) {
    const at = [...path, "expect", index];
    const type = RECORD_TYPES.find((one) => one === expected.type);
    if (type === undefined) {
      report([...at, "type"], refuse(expected.type, `the type of a record: one of ${RECORD_TYPES.join(", ")}`).refusal);
      continue;
    }
    const known = expectable(type);
    for (const key of Object.keys(expected)) {
      if (known.includes(key)) continue;
      const advice = didYouMean(key, known) || "; remove it";
      report([...at, key], `is no field of ${type}, expected one of ${known.join(", ")}${advice}`);
    }
  }
}

/** The fields of a record of this type, as NDJSON has them. */
function expectable(type: (typeof RECORD_TYPES)[number]): readonly string[] {
  const carried = type === "LeadStageChanged" || type === "LeadActivityRecorded" ? ["attributes"] : [];
  return ["type", "tenantId", ...Object.keys(RECORD_FIELDS[type]), ...carried];
}

/** The test as it is run. Pure. */
export function compileTest(spec: TestSpec, line: number): SourceTest {
  return { name: spec.name, line, given: givenOf(spec), expect: spec.expect, expectRefused: spec.refused ?? 0 };
}

function givenOf({ given, csv, json }: TestSpec): SourceTest["given"] {
  if (csv !== undefined) return { kind: "csv", text: csv };
  if (json !== undefined) return { kind: "json", text: json };
  return { kind: "records", records: Array.isArray(given) ? given : [given] };
}
