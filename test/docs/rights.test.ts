/** The page on security shows the rights that `stagefold topics acls` prints, and no others. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stagefold, temporaryFolder } from "../cli/executable.ts";
import { tableRows } from "./markdown-table.ts";
import { ROOT } from "./replay-example.ts";

test("docs/security.md has the rights of every service", async () => {
  const page = readFileSync(join(ROOT, "docs/security.md"), "utf8");
  const { stdout } = await stagefold(["topics", "acls"], { cwd: temporaryFolder() });
  const [columns = [], ...rows] = stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/));

  expect(rows.length).toBeGreaterThan(50);
  expect(tableRows(page, columns)).toEqual(rows);
});
