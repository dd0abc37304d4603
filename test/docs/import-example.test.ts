/** The example of docs/import.md gives what the page shows, and figures that can be checked by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rowsOf, stagefold, temporaryFolder } from "../cli/executable.ts";
import { ROOT } from "./replay-example.ts";

const EXAMPLE = join(ROOT, "docs/examples/import");
const page = readFileSync(join(ROOT, "docs/import.md"), "utf8");
const config = ["--config", join(EXAMPLE, "stagefold.yaml")];

test("the page shows the mapping of the example, and what a dry run says of its file", async () => {
  expect(page).toContain(readFileSync(join(EXAMPLE, "qualified-leads.yaml"), "utf8"));
  const shown = ["import", "qualified-leads.yaml", "qualified-leads.csv", "--config", "stagefold.yaml", "--dry-run"];
  expect(page).toContain(`stagefold ${shown.join(" ")}\n`);
  const { code, stdout } = await stagefold(shown, { cwd: EXAMPLE });
  expect(code).toBe(0);
  expect(page).toContain(stdout);
});

test("of three leads qualified in February, two were accepted; lead l1 after 25 days, 20 hours, 58 minutes and 54 seconds", async () => {
  const cwd = temporaryFolder();
  for (const name of ["qualified-leads", "closed-deals"]) {
    const files = [join(EXAMPLE, `${name}.yaml`), join(EXAMPLE, `${name}.csv`)];
    expect((await stagefold(["import", ...files, ...config, "--out", `${name}.ndjson`], { cwd })).code).toBe(0);
  }
  const events = ["qualified-leads.ndjson", "closed-deals.ndjson"];
  await stagefold(["replay", ...events, ...config, "--out", "out", "--until", "2018-04-01T00:00:00-03:00"], { cwd });

  // From midnight to 19:58:54, and summer time ended in between.
  const stays = rowsOf(cwd, "out/lead-stays.ndjson").filter(({ leadId, stage }) => leadId === "l1" && stage === "MQL");
  expect(stays.at(-1)).toMatchObject({ durationMs: (((25 * 24 + 20) * 60 + 58) * 60 + 54) * 1000, channel: "social" });
  const metrics = new Map(rowsOf(cwd, "out/funnel-metrics.ndjson").map((row) => [row.metricId, row]));
  const cohort = metrics.get("acme|cohort_acceptance_rate|SQL|MONTH|2018-02-01");
  expect(cohort).toMatchObject({ numerator: 2, denominator: 3, status: "FINAL" });
});
