import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { parseConfig } from "../parse-config.ts";
import { fileSchema } from "../section/file.ts";
import { EXAMPLE } from "./example.ts";
import { mappingSections } from "./key-rows.ts";
import { referencePage } from "./reference-page.ts";

test("given the schemas, then docs/configuration.md is current", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/configuration.md"), "utf8");
  expect(page, "run packages/config/generate/generate.ts").toBe(referencePage());
});

test("given the page, then its example is a configuration", () => {
  expect([...parseConfig(EXAMPLE, "example.yaml").tenants.keys()]).toEqual(["acme"]);
});

test("given the schema of the file, then every mapping in it has a section", () => {
  expect(mappingSections(fileSchema).map(({ path }) => path)).toEqual([
    "",
    "tenants.<name>",
    "tenants.<name>.funnel",
    "tenants.<name>.segments[]",
    "tenants.<name>.calendars.<name>",
    "tenants.<name>.slas[]",
    "tenants.<name>.slas[].starts",
    "tenants.<name>.slas[].when",
    "tenants.<name>.slas[].ends[]",
    "tenants.<name>.cost",
    "tenants.<name>.cost.lag",
    "tenants.<name>.publish",
    "publish",
    "clock",
    "sources.<name>",
    "sources.<name>.csv",
    "sources.<name>.signature",
    "sources.<name>.signature.secret",
    "sources.<name>.events[]",
    "sources.<name>.events[].when[]",
    "sources.<name>.rules[]",
    "sources.<name>.rules[].when[]",
    "sources.<name>.tests[]",
  ]);
});

test("given a key without a reference, then the page cannot be made", () => {
  expect(() => mappingSections(z.strictObject({ forgotten: z.string() }))).toThrow("forgotten has no reference");
});
