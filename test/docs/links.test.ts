/** Relative links between pages, pictures among them, lead somewhere: the file is there, and the heading in it. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { anchorOf } from "@stagefold/docs/site-address";
import { describe, expect, test } from "vitest";
import { ROOT } from "./replay-example.ts";
import { filesOf } from "./repository-files.ts";

const LINK = /(?<!`)\[[^\]]*\]\(([^)\s]+)\)|<(?:a|img)\b[^>]*\b(?:href|src)="([^"]+)"/g;

/** Text without code, in which brackets and parentheses are no links. */
function prose(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, (code) => "x".repeat(code.length));
}

/** Where links in `markdown` lead that are not to other sites. */
function linksOf(markdown: string): readonly string[] {
  return [...prose(markdown).matchAll(LINK)]
    .map(([, link, address]) => link ?? address ?? "")
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** The anchors of headings. One that is there again has a number. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of markdown.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm)) {
    const anchor = anchorOf(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
    let name = anchor;
    for (let again = 1; anchors.has(name); again++) name = `${anchor}-${again}`;
    anchors.add(name);
  }
  return anchors;
}

function deadLinks(page: string): readonly string[] {
  return linksOf(readFileSync(join(ROOT, page), "utf8")).filter((link) => {
    const [path = "", anchor] = link.split("#");
    const file = join(ROOT, path === "" ? page : normalize(join(dirname(page), path)));
    if (!existsSync(file)) return true;
    return anchor !== undefined && statSync(file).isFile() && !anchorsOf(readFileSync(file, "utf8")).has(anchor);
  });
}

describe("pages", () => {
  test.each(filesOf(".md"))("%s has no dead links", (page) => {
    expect(deadLinks(page)).toEqual([]);
  });

  test("a dead link is found", () => {
    const page =
      '[a](docs/nowhere.md) `[b](c)` [d](#none) ![e](no.svg) <img alt="" src="no.png"> [f](https://f.example)';
    expect(linksOf(page)).toEqual(["docs/nowhere.md", "#none", "no.svg", "no.png"]);
  });

  test("a heading that is there twice has two anchors", () => {
    expect([...anchorsOf("# Of a page\n## `a.b`, c\n## Of a page\n")]).toEqual(["of-a-page", "ab-c", "of-a-page-1"]);
  });
});
