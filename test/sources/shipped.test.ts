/** Every shipped source passes its own tests, has a test and a page, and names stages of the funnel that the documentation uses. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfigFile, parseSource, SHIPPED_SOURCES, shippedSourceText } from "@stagefold/config";
import { runSourceTests } from "@stagefold/sources";
import { expect, test } from "vitest";
import { CONFIG } from "./documented-config.ts";

const ROOT = join(import.meta.dirname, "../..");

test.each(SHIPPED_SOURCES)("%s passes its own tests", async (name) => {
  const source = parseSource(`${shippedSourceText(name)}\ntenantId: { value: acme }\n`, `${name}.yaml`, name, CONFIG);
  expect(source.tests.length).toBeGreaterThan(0);
  expect(await runSourceTests(source, CONFIG)).toEqual([]);
});

test("given a funnel with other stages, what is to be replaced is named by its key", () => {
  const yaml = `tenants:
  acme: { timeZone: UTC, currency: EUR, funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } }
sources:
  crm: { extends: salesforce-lead-changes, tenantId: { value: acme } }
`;
  expect(() => parseConfigFile(yaml, "stagefold.yaml")).toThrow(
    expect.objectContaining({
      problems: expect.arrayContaining([
        expect.objectContaining({
          key: "sources.crm.tables.stages.New",
          message: expect.stringContaining("give tables of your own"),
        }),
        expect.objectContaining({
          key: "sources.crm.rules[0].stage",
          message: expect.stringContaining("give rules of your own"),
        }),
      ]),
    }),
  );
});

test("every file of a shipped source is listed, in the order of the alphabet", () => {
  const files = readdirSync(join(ROOT, "packages/config/shipped-sources")).map((file) => file.replace(/\.yaml$/, ""));
  expect(SHIPPED_SOURCES).toEqual(files.sort());
});

test.each(SHIPPED_SOURCES)("%s stands in the table of docs/sources.md, with a page that names it", (name) => {
  const row = new RegExp(`^\\| \`${name}\` \\| .* \\| \\[.*\\]\\((sources/[a-z-]+\\.md)\\) \\|$`, "m");
  const page = row.exec(readFileSync(join(ROOT, "docs/sources.md"), "utf8"))?.[1];
  expect(page, `a row for ${name}`).toBeDefined();
  expect(readFileSync(join(ROOT, "docs", page as string), "utf8")).toContain(`\`${name}\``);
});
