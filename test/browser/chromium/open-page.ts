/** A page of the dashboard in a browser that is there for one test, and what went wrong in it. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, onTestFinished } from "vitest";

const ARGUMENTS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
const ARTEFACTS = join(import.meta.dirname, "../../artefacts");

export interface Look {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  /** Where the dashboard is, if not where everybody's is. */
  readonly at?: string;
  /** What the page is told to say of requests that are meant to fail. */
  readonly mayComplain?: RegExp;
  /** Called before the address is opened. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** Starts a browser for the tests of the file. Called at its top. */
export function useBrowser(): (search: string, look?: Look) => Promise<Page> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: inject("chromium"), headless: true, args: ARGUMENTS });
  });
  afterAll(() => browser.close());

  return async (search, { width = 1280, scheme = "light", at = inject("dashboard"), mayComplain, before } = {}) => {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: scheme,
      locale: "en-GB",
      timezoneId: "America/Los_Angeles",
    });
    const complaints: string[] = [];
    const page = await context.newPage();
    page.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      if (mayComplain === undefined || !mayComplain.test(message.text())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== at && protocol !== "blob:") complaints.push(`it asked elsewhere: ${request.url()}`);
    });
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    await before?.(page);
    await page.goto(`${at}/${search}`);
    return page;
  };
}

/** Waits until nothing on the page is on its way. */
export async function whole(page: Page): Promise<void> {
  await page.waitForSelector("main h1");
  await page.waitForFunction(() => document.querySelector("[aria-busy=true], .skeleton") === null);
}

/** Keeps what is seen, for somebody to look at. */
export async function keep(page: Page, name: string): Promise<void> {
  mkdirSync(ARTEFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTEFACTS, `${name}.png`), fullPage: true });
}
