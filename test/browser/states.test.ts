/** What is seen while there is no report, or not the newest: each has a face, and a way on. */
import type { Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import { keep, useBrowser, whole } from "./chromium/open-page.ts";
import { VIEWS } from "./views.ts";

const open = useBrowser();
const REPORT = "**/reports/mql?**";
const FAILED = /Failed to load resource/;

test("given an answer that takes its time, then its place is kept, and nothing jumps when it comes", async () => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const page = await open(VIEWS.mql, {
    before: (each) => each.route(REPORT, async (route) => held.then(() => route.continue())),
  });
  await page.locator("[aria-busy=true]").waitFor();
  const title = await page.getByRole("heading", { level: 1 }).boundingBox();
  await keep(page, "state-loading");

  answer();
  await whole(page);
  expect(await page.getByRole("heading", { level: 1 }).boundingBox()).toEqual(title);
});

test("given a refusal, then its words are shown with what is accepted, and the ways out work", async () => {
  const page = await open(`${VIEWS.mql}&campaign=nowhere&grain=ROLLING_7D`, { mayComplain: FAILED });
  const alert = page.getByRole("alert");
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/Segment not published.*STF-[A-Z]{3}-\d{3}/s);
  await keep(page, "state-refused");

  await alert.getByRole("button", { name: "Back to the usual view" }).click();
  await alert.waitFor({ state: "detached" });
  await whole(page);
  expect(await page.locator(".tile").count()).toBe(7);
});

test("given a lead that nobody knows, then that is said, and the way back works", async () => {
  const page = await open("?tenant=lumen&view=lead&lead=nobody", { mayComplain: FAILED });
  await page.getByRole("alert").waitFor();

  await page.getByRole("button", { name: "To the MQL report" }).click();
  await page.getByRole("heading", { level: 1, name: "MQL report" }).waitFor();
});

test("given a server that goes away, then the numbers stay with their age, and are current again when it is back", async () => {
  const page = await open(VIEWS.mql, { mayComplain: FAILED });
  await whole(page);
  const passed = await page.locator(".tile-value").first().textContent();

  await page.route(REPORT, (route) => route.abort());
  await page.getByLabel("Channel").selectOption("paid");
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").textContent()).toContain("cannot be reached");
  await page.goBack();
  await page.getByText("These are the numbers as of 24 Jun 2026").waitFor();
  expect(await page.locator(".tile-value").first().textContent()).toBe(passed);
  await keep(page, "state-unreachable");

  await page.unroute(REPORT);
  await page.getByText("These are the numbers as of").waitFor({ state: "detached" });
});

test("given a tenant without an event, then that is said, and what will fill the page", async () => {
  const empty = async (route: Route) => {
    const response = await route.fetch();
    const report = (await response.json()) as object;
    await route.fulfill({ response, json: { ...report, asOf: null, rows: [] } });
  };
  const page = await open(VIEWS.mql, { before: (each) => each.route(REPORT, empty) });
  await page.getByText("Nothing has been read yet").waitFor();
  await keep(page, "state-empty");
});

test("given a server that wants a token, then it is asked for, kept for the tab alone, and sent with every request", async () => {
  const sent: (string | undefined)[] = [];
  const guarded = async (page: Page) => {
    await page.route("**/v1/**", async (route) => {
      const authorization = route.request().headers().authorization;
      if (authorization !== "Bearer right") {
        const problem = {
          type: "about:blank",
          title: "No token",
          status: 401,
          detail: "Send one.",
          code: "STF-API-001",
        };
        await route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify(problem) });
        return;
      }
      sent.push(authorization);
      await route.continue();
    });
  };
  const page = await open(VIEWS.mql, { before: guarded, mayComplain: FAILED });
  await page.getByLabel("Token").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("That token was not accepted").waitFor();
  await keep(page, "state-token");

  await page.getByLabel("Token").fill("right");
  await page.getByRole("button", { name: "Sign in" }).click();
  await whole(page);
  expect(sent.length).toBeGreaterThan(2);
  expect(await page.evaluate(() => [JSON.stringify(localStorage), sessionStorage.getItem("stagefold.token")])).toEqual([
    "{}",
    "right",
  ]);

  await page.reload();
  await whole(page);
  expect(await page.getByLabel("Token").count()).toBe(0);
});
