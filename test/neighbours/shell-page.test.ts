/** Whoever does what these pages say sees what they say. */
import { expect, test } from "vitest";
import { doPage, MOST_MS, unseen } from "./shell-page.ts";

test.each(["docs/start.md", "docs/recovery-drills.md"])(
  "%s: each command ends well, and what is seen is what the page says",
  { timeout: 2 * MOST_MS },
  async (page) => {
    const steps = await doPage(page);

    expect(steps.length).toBeGreaterThan(3);
    for (const step of steps) {
      const where = `the commands at line ${step.line} printed:\n${step.output}`;
      expect(step.code, where).toBe(0);
      expect(unseen(step), where).toEqual([]);
    }
  },
);

test("what a page promises and nobody sees is found", () => {
  const step = { commands: "", line: 1, code: 0, output: "a\nc\nb\n" };
  expect(unseen({ ...step, seen: ["a", "b"] })).toEqual([]);
  expect(unseen({ ...step, seen: ["b", "c"] })).toEqual(["c"]);
});
