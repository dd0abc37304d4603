/** Relative links between pages lead somewhere: the file is there, and the heading in it. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "./replay-example.ts";
import { filesOf } from "./repository-files.ts";

const LINK = /(?<!`)\[[^\]]*\]\(([^)\s]+)\)/g;

/** Text without code, in which brackets and parentheses are no links. */
function prose(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, (code) => "x".repeat(code.length));
}

/** What a link to a heading names it: lower case, spaces as hyphens, without punctuation. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = markdown.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm);
  const anchor = (heading: string): string =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
  return new Set([...headings].map(([, heading]) => anchor(heading as string)));
}

function deadLinks(page: string): readonly string[] {
  const markdown = readFileSync(join(ROOT, page), "utf8");
  const dead: string[] = [];
  for (const [, link] of prose(markdown).matchAll(LINK)) {
    if (link === undefined || /^[a-z]+:/.test(link)) continue;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : normalize(join(dirname(page), path));
    const file = join(ROOT, target);
    if (!existsSync(file)) dead.push(link);
    else if (anchor !== undefined && statSync(file).isFile() && !anchorsOf(readFileSync(file, "utf8")).has(anchor))
      dead.push(link);
  }
  return dead;
}

describe("pages", () => {
  test.each(filesOf(".md"))("%s has no dead links", (page) => {
    expect(deadLinks(page)).toEqual([]);
  });

  test("a dead link is found", () => {
    const page = "[a](docs/nowhere.md) `[b](c)` [d](#none)";
    const links = [...prose(page).matchAll(LINK)].map(([, link]) => link);
    expect(links).toEqual(["docs/nowhere.md", "#none"]);
  });
});
