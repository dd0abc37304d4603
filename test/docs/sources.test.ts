/** The sources that the documentation shows are read as they stand there, and pass the tests in them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfigFile } from "@stagefold/config";
import { runSourceTests } from "@stagefold/sources";
import { describe, expect, test } from "vitest";
import { CONFIG_YAML } from "../sources/documented-config.ts";
import { ROOT } from "./replay-example.ts";

const PAGES = ["sources.md", ...readdirSync(join(ROOT, "docs/sources")).map((name) => join("sources", name))];

interface Block {
  readonly line: number;
  readonly yaml: string;
  /** The stages, where a comment above says that they are others than the documentation's. */
  readonly stages: string | undefined;
}

/** The YAML blocks of a page with sources in them. */
function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(ROOT, "docs", page), "utf8");
  const blocks = text.matchAll(/^(?:<!-- funnel: (\[.*\]) -->\n)?```yaml\n(sources:\n[\s\S]*?)^```$/gm);
  return [...blocks].map(({ index, 1: stages, 2: yaml = "" }) => ({
    line: text.slice(0, index).split("\n").length,
    yaml,
    stages,
  }));
}

function small(stages: string): string {
  return `tenants:\n  acme: { timeZone: UTC, currency: EUR, funnel: { stages: ${stages}, qualified: MQL, accepted: SQL } }\n`;
}

describe.each(PAGES)("docs/%s", (page) => {
  const blocks = blocksOf(page);

  test("shows sources", () => {
    expect(blocks.length).toBeGreaterThan(0);
  });

  test.each(blocks)("what stands at line $line passes its tests", async ({ yaml, stages }) => {
    const { config, sources } = parseConfigFile(`${stages === undefined ? CONFIG_YAML : small(stages)}${yaml}`, page);
    for (const source of sources.values()) {
      expect(source.tests.length, `tests of ${source.name}`).toBeGreaterThan(0);
      expect(await runSourceTests(source, config), source.name).toEqual([]);
    }
  });
});
