/** Every page of docs/ can be found: docs/README.md lists it, or the folder that it is in. */
import { linkOf, linksIn, navigationOf } from "@stagefold/docs/navigation";
import { expect, test } from "vitest";
import { ROOT } from "./replay-example.ts";
import { filesOf } from "./repository-files.ts";

const pages = filesOf(".md");
const sections = navigationOf(ROOT, pages);
/** The home, which leads to the others, and what is read beside the program that it explains. */
const ELSEWHERE = new Set(["docs/README.md", "docs/examples/python-consumer/README.md"]);

test("each page is at the side of the others: docs/README.md has a row for it", () => {
  const found = linksIn(sections);
  const lost = pages.filter((page) => page.startsWith("docs/") && !ELSEWHERE.has(page) && !found.has(linkOf(page)));
  expect(lost).toEqual([]);
});

test("what stands at the side are pages and places on them, once each", () => {
  const known = new Set(pages.map(linkOf));
  const links = sections.flatMap(({ items }) => items.map(({ link }) => link));
  expect(links.filter((link) => !known.has(link.split("#")[0] as string))).toEqual([]);
  expect(new Set(links).size).toBe(links.length);
});

test("a folder's pages stand under its own, by their headings", () => {
  const reference = sections.find(({ text }) => text === "Reference");
  const topics = reference?.items.find(({ link }) => link === "/topics/");
  expect(topics?.items).toContainEqual({ text: "SlaBreachEvent", link: "/topics/sla-breach-event" });
});
