/**
 * Our configuration of Prometheus and Alertmanager, alert rules and dashboards, judged by their own tools: promtool and
 * amtool of Debian's packages.
 * That they ask for metrics that there are: test/infra/metrics.test.ts.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { alertRules, panelExpressions } from "../infra/named-metrics.ts";

const OBSERVABILITY = join(import.meta.dirname, "../../infra/observability");
const folder = mkdtempSync(join(tmpdir(), "stagefold-prometheus-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await Promise.all([promtool("--version"), amtool("--version")]).catch((cause: unknown) => {
    throw new Error("the tests of alert rules need promtool and amtool (Debian: prometheus, prometheus-alertmanager)", {
      cause,
    });
  });
});

async function run(tool: string, words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(tool, words).catch((failed) => {
    throw new Error(`${tool} ${words.join(" ")}\n${failed.stdout}${failed.stderr}`, { cause: failed });
  });
  return stdout + stderr;
}

const promtool = (...words: readonly string[]): Promise<string> => run("promtool", words);
const amtool = (...words: readonly string[]): Promise<string> => run("amtool", words);

test("the configuration is one that Prometheus takes, with our rules", async () => {
  expect(await promtool("check", "config", join(OBSERVABILITY, "prometheus.yaml"))).toMatch(/\d+ rules found/);
});

test("alerts go where their severity says", async () => {
  const file = join(OBSERVABILITY, "alertmanager.yaml");
  expect(await amtool("check-config", file)).toContain("SUCCESS");
  const goesTo = (receiver: string, severity: string): Promise<string> =>
    amtool(
      "config",
      "routes",
      "test",
      `--config.file=${file}`,
      `--verify.receivers=${receiver}`,
      `severity=${severity}`,
    );

  await goesTo("pages", "page");
  await goesTo("tickets", "ticket");
  await expect(goesTo("tickets", "page")).rejects.toThrow("pages");
});

test("each alert fires when it should, and none when all is well", async () => {
  const file = join(OBSERVABILITY, "rules/stagefold.test.yaml");

  expect(await promtool("test", "rules", file)).toContain("SUCCESS");

  const text = readFileSync(file, "utf8");
  const untested = alertRules().filter(({ alert }) => !text.includes(`{alertname="${alert}"}`));
  expect(untested.map(({ alert }) => alert)).toEqual([]);
});

test("an alert that does not fire as expected is found", async () => {
  const { tests, ...how } = parse(readFileSync(join(OBSERVABILITY, "rules/stagefold.test.yaml"), "utf8"));
  const one = tests.filter(({ name }: { readonly name: string }) => name === "a process that does not answer");
  writeFileSync(join(folder, "one.test.yaml"), stringify({ ...how, tests: one }));
  const rules = readFileSync(join(OBSERVABILITY, "rules/stagefold.yaml"), "utf8");
  writeFileSync(join(folder, "stagefold.yaml"), rules.replace('up{job="stagefold"} == 0', 'up{job="stagefold"} == 2'));

  await expect(promtool("test", "rules", join(folder, "one.test.yaml"))).rejects.toThrow("StagefoldDown");
});

test("what the dashboards' panels ask is what Prometheus can answer", async () => {
  const rules = panelExpressions().map(({ expr, of }, n) => ({ record: `panel:${n}`, expr, labels: { of } }));
  const file = join(folder, "panels.yaml");
  writeFileSync(file, stringify({ groups: [{ name: "panels", rules }] }));

  expect(await promtool("check", "rules", file)).toContain(`SUCCESS: ${rules.length} rules found`);
});
