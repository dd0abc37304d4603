/**
 * What stands at the side of every page: the sections of docs/README.md, so that there is one list, which GitHub shows too.
 *
 * | in docs/README.md | at the side |
 * | --- | --- |
 * | a heading of level 2 | a section |
 * | the first link of a table's row or list's item | a page, or a place on it |
 * | such a link to the README.md of a folder of docs/ | that page, and under it every page of the folder |
 */
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { siteFile } from "./site-address.ts";

/** A page at the side; `items` are shown under it when it is opened. */
export interface NavigationItem {
  readonly text: string;
  readonly link: string;
  readonly items?: NavigationItem[];
  readonly collapsed?: boolean;
}

export interface NavigationSection {
  readonly text: string;
  readonly items: NavigationItem[];
  readonly collapsed: boolean;
}

const HOME = "docs/README.md";
const ENTRY = /^(?:\||[-*]) *\[([^\]]+)\]\(([^)#\s]+\.md)(#[^)\s]+)?\)/;

/** The sections of docs/README.md in `root`, of which `pages` are the Markdown files. Throws where it cannot be read. */
export function navigationOf(root: string, pages: readonly string[]): NavigationSection[] {
  const sections: NavigationSection[] = [];
  for (const line of readFileSync(join(root, HOME), "utf8").split("\n")) {
    if (line.startsWith("## ")) sections.push({ text: line.slice(3), items: [], collapsed: false });
    const [, text, link, anchor = ""] = ENTRY.exec(line) ?? [];
    if (text === undefined || link === undefined) continue;
    const page = normalize(join(dirname(HOME), link));
    const item = anchor === "" ? itemOf(root, text, page, pages) : { text, link: `${linkOf(page)}${anchor}` };
    sections.at(-1)?.items.push(item);
  }
  return sections.filter(({ items }) => items.length > 0);
}

function itemOf(root: string, text: string, page: string, pages: readonly string[]): NavigationItem {
  const item = { text, link: linkOf(page) };
  const folder = dirname(page);
  if (!page.endsWith("/README.md") || !folder.startsWith("docs/")) return item;
  const within = pages.filter((each) => each !== page && dirname(each) === folder);
  return { ...item, collapsed: true, items: within.map((each) => ({ text: titleOf(root, each), link: linkOf(each) })) };
}

/** The pages that a navigation leads to, as addresses of the site. Pure. */
export function linksIn(sections: readonly NavigationSection[]): ReadonlySet<string> {
  const all = (items: readonly NavigationItem[]): readonly string[] =>
    items.flatMap(({ link, items: under }) => [link, ...all(under ?? [])]);
  return new Set(sections.flatMap(({ items }) => all(items)));
}

/** The address of a page, from the top of the site. Pure. */
export function linkOf(page: string): string {
  return `/${siteFile(page).replace(/(?:(?<=^|\/)index)?\.md$/, "")}`;
}

function titleOf(root: string, page: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(root, page), "utf8")) ?? [];
  return title?.replaceAll("`", "") ?? page;
}
