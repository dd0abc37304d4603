/** The documentation site, built, and served under a path by a server that knows files alone. */
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Look, useBrowser } from "../chromium/open-page.ts";
import { type BuiltSite, serveBuiltSite } from "./built-site.ts";

const open = useBrowser();
let site: BuiltSite;
beforeAll(async () => {
  site = await serveBuiltSite();
}, 180_000);
afterAll(() => site?.close());

/** Opens a page of the site. What it complains of, and whom it asks but this server, fails the test. */
function openPage(page: string, look: Look = {}): Promise<Page> {
  return open(`${site.under}${page}`, { ...look, at: site.origin });
}

const pages = (): readonly string[] => site.files.filter((file) => file.endsWith(".html") && file !== "404.html");
const htmlOf = (file: string): string => readFileSync(join(site.folder, file), "utf8");
const idsIn = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => id));

test("every link and picture of every page leads to a file of the site, and to the heading in it", () => {
  const ids = new Map(pages().map((page) => [page, idsIn(htmlOf(page))]));
  let internal = 0;
  const dead = pages().flatMap((page) =>
    [...htmlOf(page).matchAll(/\s(?:href|src)="([^"]*)"/g)].flatMap(([, link = ""]) => {
      if (/^[a-z]+:/.test(link)) return [];
      internal += 1;
      const [path = "", anchor = ""] = decodeURI(link).split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      const file = target.endsWith("/") || target === "." ? join(target, "index.html") : target;
      const isThere = site.files.includes(file) && (anchor === "" || (ids.get(file)?.has(anchor) ?? true));
      return isThere ? [] : `${page}: ${link}`;
    }),
  );
  expect(pages().length).toBeGreaterThan(50);
  expect(internal).toBeGreaterThan(1000);
  expect(dead).toEqual([]);
});

test("given a page with pictures, when it is opened, then mermaid has drawn its own, and the others are loaded", async () => {
  const page = await openPage("concepts.html");
  await page.waitForFunction(() => document.querySelectorAll(".mermaid-picture svg").length === 3);

  expect(await page.locator(".mermaid-text").count()).toBe(0);
  expect(await page.locator(".mermaid-picture").first().textContent()).toContain("SLA clocks");
  const widths = await page
    .locator(".vp-doc img")
    .evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth));
  expect(widths).toHaveLength(4);
  expect(Math.min(...widths)).toBeGreaterThan(0);
});

test("given the home, when somebody searches for acceptance rate by keyboard, then the metrics are found and opened", async () => {
  const page = await openPage("");
  // Keys that are pressed before the page has come to life are nobody's.
  await page.waitForFunction(() => "__vue_app__" in (document.querySelector("#app") ?? {}));
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox").fill("acceptance rate");
  const found = page.getByRole("option").filter({ hasText: "older reports print upside down" }).first();
  await found.waitFor();
  await found.click();

  await page.waitForURL(/metrics\.html#the-rate-that-older-reports-print-upside-down$/);
  await page.getByRole("heading", { level: 1, name: "The metrics, one by one" }).waitFor();
});

test("given a link from one page to another folder's, when it is followed, then that page is there", async () => {
  const page = await openPage("runbooks/behind.html", { scheme: "dark" });
  expect(await page.evaluate(() => document.documentElement.classList.contains("dark"))).toBe(true);
  await page.getByRole("navigation", { name: "Sidebar Navigation" }).getByRole("link", { name: "Metrics" }).click();
  await page.waitForURL(/\/some\/path\/metrics\.html$/);
  await page.getByRole("heading", { level: 1, name: "The metrics, one by one" }).waitFor();
});

test.each(["", "concepts.html", "metrics.html", "command-line.html"])(
  "given a phone, when /%s is opened, then what is too wide is scrolled by itself",
  async (address) => {
    const page = await openPage(address, { width: 390 });
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  },
);
