/** Every figure's definition leads to a section that is there. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFINITIONS } from "@stagefold/reports/definitions";
import { expect, test } from "vitest";
import { ROOT } from "./replay-example.ts";

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = readFileSync(join(ROOT, page), "utf8").matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, text]) =>
      (text ?? "")
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

test.each(DEFINITIONS.map(({ id, where }) => [id, where]))("%s is explained in %s", (_id, where) => {
  const [page = "", anchor = ""] = where.split("#");
  expect([...anchorsOf(page)]).toContain(anchor);
});
