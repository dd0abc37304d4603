/**
 * Our Prometheus configuration, alert rules and dashboards, judged by Prometheus itself: Debian's package, with promtool.
 * That they ask for metrics that there are: test/infra/metrics.test.ts.
 */
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { alertRules, panelExpressions } from "../infra/named-metrics.ts";

const OBSERVABILITY = join(import.meta.dirname, "../../infra/observability");
const folder = mkdtempSync(join(tmpdir(), "stagefold-prometheus-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await promtool("--version").catch((cause: unknown) => {
    throw new Error("the tests of alert rules need promtool (Debian: prometheus)", { cause });
  });
});

async function promtool(...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)("promtool", words).catch((failed) => {
    throw new Error(`promtool ${words.join(" ")}\n${failed.stdout}${failed.stderr}`, { cause: failed });
  });
  return stdout + stderr;
}

test("the configuration is one that Prometheus takes, with our rules", async () => {
  expect(await promtool("check", "config", join(OBSERVABILITY, "prometheus.yaml"))).toMatch(/\d+ rules found/);
});

test("each alert fires when it should, and none when all is well", async () => {
  const file = join(OBSERVABILITY, "rules/stagefold.test.yaml");

  expect(await promtool("test", "rules", file)).toContain("SUCCESS");

  const text = readFileSync(file, "utf8");
  const untested = alertRules().filter(({ alert }) => !text.includes(`{alertname="${alert}"}`));
  expect(untested.map(({ alert }) => alert)).toEqual([]);
});

test("an alert that does not fire as expected is found", async () => {
  const rules = join(folder, "rules");
  mkdirSync(rules);
  copyFileSync(join(OBSERVABILITY, "rules/stagefold.test.yaml"), join(rules, "stagefold.test.yaml"));
  const text = readFileSync(join(OBSERVABILITY, "rules/stagefold.yaml"), "utf8");
  writeFileSync(join(rules, "stagefold.yaml"), text.replace('up{job="stagefold"} == 0', 'up{job="stagefold"} == 2'));

  await expect(promtool("test", "rules", join(rules, "stagefold.test.yaml"))).rejects.toThrow("StagefoldDown");
});

test("what the dashboards' panels ask is what Prometheus can answer", async () => {
  const rules = panelExpressions().map(({ expr, of }, n) => ({ record: `panel:${n}`, expr, labels: { of } }));
  const file = join(folder, "panels.yaml");
  writeFileSync(file, stringify({ groups: [{ name: "panels", rules }] }));

  expect(await promtool("check", "rules", file)).toContain(`SUCCESS: ${rules.length} rules found`);
});
