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
}

/** The YAML blocks of a page with sources in them. */
function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(ROOT, "docs", page), "utf8");
  return [...text.matchAll(/^```yaml\n(sources:\n[\s\S]*?)^```$/gm)].map(({ index, 1: yaml = "" }) => ({
    line: text.slice(0, index).split("\n").length,
    yaml,
  }));
}

describe.each(PAGES)("docs/%s", (page) => {
  const blocks = blocksOf(page);

  test("shows sources", () => {
    expect(blocks.length).toBeGreaterThan(0);
  });

  test.each(blocks)("what stands at line $line passes its tests", async ({ yaml }) => {
    const { config, sources } = parseConfigFile(`${CONFIG_YAML}${yaml}`, page);
    for (const source of sources.values()) {
      expect(source.tests.length, `tests of ${source.name}`).toBeGreaterThan(0);
      expect(await runSourceTests(source, config), source.name).toEqual([]);
    }
  });
});
