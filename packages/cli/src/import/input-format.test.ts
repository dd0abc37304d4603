import { expect, test } from "vitest";
import { formatOfName } from "./input-format.ts";

test.each([
  ["leads.csv", "csv"],
  ["a/b.c/Leads.TSV.GZ", "csv"],
  ["export.txt", "csv"],
  ["page.json", "json"],
  ["page.json.gz", "json"],
  ["events.ndjson", "ndjson"],
  ["events.jsonl.gz", "ndjson"],
  ["leads", null],
  ["leads.xlsx", null],
  ["leads.gz", null],
  ["-", null],
])("the name %s tells %s", (name, format) => {
  expect(formatOfName(name)).toBe(format);
});
