/** Rules and dashboards ask for what running services have, and each alert has its page. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { killAll } from "../e2e/started-process.ts";
import { alertRules, dashboards, metricsIn, panelExpressions } from "./named-metrics.ts";
import { runServices } from "./running-services.ts";

const ROOT = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "stagefold-metrics-"));
/** By metric, the labels that its samples have. */
const exported = new Map<string, Set<string>>();

beforeAll(async () => {
  for (const address of Object.values(await runServices(folder)))
    read(await (await fetch(`${address}/metrics`)).text());
});
afterAll(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

function read(text: string): void {
  for (const [, name = ""] of text.matchAll(/^# TYPE (\S+)/gm)) exported.set(name, exported.get(name) ?? new Set());
  for (const [, name = "", labels = ""] of text.matchAll(/^(\w+)\{(.*)\} /gm)) {
    const of = exported.get(name.replace(/_(bucket|count|sum)$/, "")) ?? exported.get(name);
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) of?.add(label);
  }
}

test.each(
  alertRules()
    .map(({ alert, expr }) => ({ of: alert, expr }))
    .concat(panelExpressions()),
)("$of asks for metrics that services export", ({ expr }) => {
  const missing = metricsIn(expr).filter((name) => !exported.has(name));

  expect(missing).toEqual([]);
  expect(metricsIn(expr).length + Number(expr.includes("up{"))).toBeGreaterThan(0);
});

test.each(alertRules())("$alert has a severity, and a page that says what to do", ({ alert, labels, annotations }) => {
  expect(["page", "ticket"]).toContain(labels.severity);
  const page = annotations.runbook_url ?? "";
  expect(existsSync(join(ROOT, page)), page).toBe(true);
  const text = readFileSync(join(ROOT, page), "utf8");
  expect(text).toContain(`\`${alert}\``);
  for (const heading of ["## What it means", "## What to do"]) expect(text).toContain(heading);
});

test("each metric that is listed in the documentation is one that services export, and the other way round", () => {
  const cells = readFileSync(join(ROOT, "docs/operations.md"), "utf8").match(/^\| `stagefold_[^|]*\|/gm) ?? [];
  const listed = cells.flatMap((cell) => cell.match(/stagefold_\w+/g) ?? []);
  const ours = [...exported.keys()].filter((name) => name.startsWith("stagefold_"));
  expect(listed.toSorted()).toEqual(ours.toSorted());
});

test("a label in braces is one that the metric has", () => {
  const wrong = [...alertRules().map(({ alert, expr }) => ({ of: alert, expr })), ...panelExpressions()].flatMap(
    ({ of, expr }) =>
      [...expr.matchAll(/\b(stagefold_[a-z0-9_]+)\{([^}]*)\}/g)].flatMap(([, name = "", matchers = ""]) => {
        const known = exported.get(metricsIn(name)[0] ?? "") ?? new Set();
        // One of which there is no sample here has no labels to be seen.
        if (known.size === 0) return [];
        const labels = [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = ""]) => label);
        return labels.filter((label) => !known.has(label)).map((label) => `${of}: ${name} has no ${label}`);
      }),
  );
  expect(wrong).toEqual([]);
});

test("dashboards are told apart, their panels too, and each panel says what it shows", () => {
  const found = [...dashboards().values()];
  expect(new Set(found.map(({ uid }) => uid)).size).toBe(found.length);
  for (const { title, panels } of found) {
    expect(new Set(panels.map(({ id }) => id)).size, title).toBe(panels.length);
    for (const panel of panels) if (panel.targets !== undefined) expect(panel.description, panel.title).toMatch(/\.$/);
  }
});
