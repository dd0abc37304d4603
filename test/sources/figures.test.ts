/**
 * From a CRM's pages to the figures of its reports, by the commands that a user gives: `stagefold import`, then
 * `stagefold replay`. Each story is short enough to be counted by hand.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CONFIG_YAML } from "./documented-config.ts";

const ROOT = join(import.meta.dirname, "../..");
const FIXTURES = join(import.meta.dirname, "fixtures");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stagefold-figures-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function stagefold(...args: readonly string[]): string {
  const main = join(ROOT, "packages/cli/src/main.ts");
  const run = spawnSync(process.execPath, ["--conditions=source", main, ...args], { cwd: folder, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`stagefold ${args[0]} ended with ${run.status}: ${run.stderr}`);
  return run.stdout;
}

type Row = Readonly<Record<string, string | number | null>>;

/** What March's reports say, once `files` went through the source and all was computed up to the end of the month. */
function figuresOf(shipped: string, ...files: readonly string[]): Readonly<Record<string, number | null | undefined>> {
  const sources = `sources:\n  crm: { extends: ${shipped}, tenantId: { value: acme } }\n`;
  writeFileSync(join(folder, "stagefold.yaml"), `${CONFIG_YAML}${sources}`);
  const paths = files.map((file) => join(FIXTURES, file));
  stagefold("import", "crm", ...paths, "--config", "stagefold.yaml", "--out", "events.ndjson");
  const until = ["--until", "2026-04-01T00:00:00+02:00"];
  stagefold("replay", "events.ndjson", "--config", "stagefold.yaml", "--out", "out", ...until);
  expect(JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8"))).toMatchObject({ deadLetters: {} });
  const newest = new Map<string, Row>();
  for (const line of readFileSync(join(folder, "out/funnel-metrics.ndjson"), "utf8").trimEnd().split("\n")) {
    const row = JSON.parse(line) as Row;
    newest.set(String(row.metricId), row);
  }
  const value = (metric: string, subject: string): number | null | undefined =>
    [...newest.values()].find(
      (row) =>
        row.metric === metric && row.subject === subject && row.grain === "MONTH" && row.periodStart === "2026-03-01",
    )?.value as number | null | undefined;
  return {
    mqls: value("leads_reached", "MQL"),
    sqls: value("leads_reached", "SQL"),
    efficiency: value("acceptance_rate", "SQL"),
    rejected: value("leads_rejected", "REJECTED"),
    inTime: value("sla_met", "accept-or-reject"),
    late: value("sla_breached", "accept-or-reject"),
  };
}

test("HubSpot: of Anna, Ben, Carla, Dario and Elena, five MQLs, sales accepted Anna and (by mistake, for half a second) Dario, rejected Ben and then Dario, put Elena off, and left Carla lying for more than two days", () => {
  // Dario was MQL twice: both times he was taken out of it in time.
  expect(figuresOf("hubspot-contact-history", "hubspot/page-1.json", "hubspot/page-2.json")).toEqual({
    mqls: 5,
    sqls: 2,
    efficiency: 0.4,
    rejected: 2,
    inTime: 5,
    late: 1,
  });
});

test("Salesforce: of Gina, Hugo, Ida and Jona, four MQLs, Gina was accepted, Hugo accepted and rejected within a second, Ida put off at once, and Jona left lying", () => {
  // Hugo was rejected as an SQL, not as an MQL.
  expect(figuresOf("salesforce-lead-history", "salesforce/query-1.json", "salesforce/query-2.json")).toEqual({
    mqls: 4,
    sqls: 2,
    efficiency: 0.5,
    rejected: undefined,
    inTime: 3,
    late: 1,
  });
});

test("Marketo: of three MQLs 318 was accepted, 319 accepted, given back within the second and rejected a day later, and 321 left lying", () => {
  const pages = ["marketo/page-1.json", "marketo/page-2.json", "marketo/page-3.json"];
  expect(figuresOf("marketo-lead-changes", ...pages)).toEqual({
    mqls: 3,
    sqls: 2,
    efficiency: 2 / 3,
    rejected: 1,
    inTime: 3,
    late: 1,
  });
});
