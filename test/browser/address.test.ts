/** A view is its address: it can be sent, and gone back to. */
import { expect, test } from "vitest";
import { useBrowser, whole } from "./chromium/open-page.ts";

const open = useBrowser();

test("given a view put together by hand, when its address is sent to somebody, then they see the same", async () => {
  const mine = await open("?tenant=lumen&view=sql");
  await whole(mine);
  await mine.getByLabel("Channel").selectOption("paid");
  await mine.locator("select[name=grain]").selectOption("QUARTER");
  await mine.getByRole("button", { name: "The period before" }).click();
  await mine.waitForFunction(() => location.search.includes("period="));
  await whole(mine);

  const theirs = await open(new URL(mine.url()).search);
  await whole(theirs);

  expect(await theirs.locator("main").textContent()).toBe(await mine.locator("main").textContent());
  expect(await theirs.locator("main").textContent()).toContain("channel paid");
});

test("given steps through views, when back is pressed, then each is there again", async () => {
  const page = await open("?tenant=lumen");
  await whole(page);
  await page.getByRole("link", { name: "SLA board" }).click();
  await whole(page);
  await page.getByRole("button", { name: "At risk", exact: true }).click();
  await page.waitForFunction(() => location.search.includes("AT_RISK"));
  await page.getByRole("table", { name: "Open clocks" }).getByRole("link").first().click();
  await page.getByRole("heading", { level: 1, name: /^Lead lum-/ }).waitFor();
  await whole(page);

  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "SLA board" }).waitFor();
  expect(new URL(page.url()).searchParams.get("state")).toBe("AT_RISK");
  await page.goBack();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "MQL report" }).waitFor();
});

test("given a list of several pages, when they are turned, then every lead is shown once, by date", async () => {
  const page = await open("?tenant=lumen&view=sql&period=2026-05-01");
  await whole(page);
  const total = Number(await page.locator(".panel-head .value").textContent());
  const table = page.getByRole("table", { name: "Leads that reached SQL in May 2026" });
  const seen: string[] = [];
  for (;;) {
    seen.push(...(await table.getByRole("rowheader").allTextContents()));
    const next = page.getByRole("link", { name: "Next page" });
    if ((await next.count()) === 0) break;
    const address = page.url();
    await next.click();
    await page.waitForURL((url) => url.href !== address);
    await whole(page);
  }

  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBe(total);
});
