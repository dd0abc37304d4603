import { expect, test } from "vitest";
import { importJson, importText } from "./import-report.ts";
import type { ImportResult } from "./run-import.ts";

const refused = { file: "leads.csv", line: 12, index: 10, reason: "MAPPING", field: "stage", detail: "no such stage" };
const result: ImportResult = {
  files: [
    { file: "old.csv", state: "done before", from: 1_500, next: 1_500 },
    { file: "leads.csv", state: "read", from: 2_000, next: 12_000 },
  ],
  tally: {
    records: 10_000,
    events: 9_990,
    published: { LeadActivityRecorded: 1, LeadStageChanged: 9_900 },
    duplicates: 80,
    notDue: [{ reason: "rule score-100", count: 9 }],
    skipped: [{ reason: "stage: subscriber is passed over", count: 3 }],
    refused: [{ reason: "MAPPING", field: "stage", count: 7, examples: [refused] }],
  },
  hasRefused: true,
  interrupted: false,
  pendingEvents: 0,
};

test("a person reads what was done, what not, and why", () => {
  expect(importText(result, { sourceName: "crm", dryRun: false })).toBe(
    [
      "old.csv: imported before, with the same mapping and configuration (1,500 records): not read; --again reads it",
      "leads.csv: went on from record 2,001, where an earlier import ended",
      "crm: 10,000 records read, 9,901 events published",
      "  LeadActivityRecorded               1",
      "  LeadStageChanged               9,900",
      "  duplicates                        80",
      "  not due                            9",
      "    9: rule score-100",
      "  skipped                            3",
      "    3: stage: subscriber is passed over",
      "  refused                            7",
      "    7: MAPPING, stage",
      "      leads.csv, line 12: no such stage",
      "      and 6 more",
      "",
    ].join("\n"),
  );
});

test("a dry run says what would be", () => {
  expect(importText(result, { sourceName: "crm", dryRun: true })).toContain(
    "crm: 10,000 records read, 9,901 events would be published\n",
  );
});

test("a program reads the same as JSON", () => {
  expect(JSON.parse(importJson(result, { sourceName: "crm", dryRun: true }))).toMatchObject({
    source: "crm",
    dryRun: true,
    interrupted: false,
    records: 10_000,
    published: { LeadStageChanged: 9_900 },
    refused: [{ reason: "MAPPING", field: "stage", count: 7, examples: [{ line: 12 }] }],
  });
});
