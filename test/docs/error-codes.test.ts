/** Every error code of the source is explained in docs/operations.md, and none is explained that does not exist. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./replay-example.ts";
import { filesOf } from "./repository-files.ts";

const CODE = /STF-[A-Z]+-\d{3}/g;

test("the catalogue of error codes is that of the source", () => {
  const defined = new Set<string>();
  for (const file of filesOf(".ts")) {
    if (!/^(packages|services)\/.*\/src\//.test(file) || file.endsWith(".test.ts")) continue;
    for (const [code] of readFileSync(join(ROOT, file), "utf8").matchAll(CODE)) defined.add(code);
  }
  const page = readFileSync(join(ROOT, "docs/operations.md"), "utf8");
  const explained = new Set([...page.matchAll(/^\| `(STF-[A-Z]+-\d{3})` \|/gm)].map(([, code]) => code));
  expect(defined.size).toBeGreaterThan(0);
  expect([...explained].sort()).toEqual([...defined].sort());
});
