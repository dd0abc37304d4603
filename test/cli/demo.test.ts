/** `stagefold demo`, as somebody sees it who has just cloned the repository. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rowsOf, stagefold, temporaryFolder } from "./executable.ts";

test("given nothing, when the demonstration runs, then it prints the reports, and leaves everything to look at where it says", async () => {
  const cwd = temporaryFolder();
  const startedAt = performance.now();
  const { code, stdout, stderr } = await stagefold(["demo"], { cwd });
  expect(performance.now() - startedAt).toBeLessThan(30_000);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const heading of [/MQL/, /SQL.*quarter/i, /velocity/i, /^SLA compliance$/m, /^Latest SLA breaches$/m])
    expect(stdout).toMatch(heading);
  expect(stdout).not.toContain("(nothing yet)");
  expect(stdout).not.toContain("\u001b");
  expect(readdirSync(cwd)).toEqual(["stagefold-demo"]);
  expect(stdout).toContain(join("stagefold-demo", "out"));
  expect(rowsOf(cwd, "stagefold-demo/out/sla-breaches.ndjson").length).toBeGreaterThan(100);

  const list = await stagefold(["dead-letters", "list", "--data", "stagefold-demo/data", "--json"], { cwd });
  expect(list.stdout.split("\n").length).toBeGreaterThan(5);

  // A second one takes the place of the first, and leaves alone what is not its own.
  writeFileSync(join(cwd, "stagefold-demo/notes.txt"), "mine");
  expect((await stagefold(["demo"], { cwd })).code).toBe(0);
  expect(existsSync(join(cwd, "stagefold-demo/notes.txt"))).toBe(true);
});
