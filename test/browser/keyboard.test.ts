/** The page without a mouse, and its definitions with and without one. */
import { expect, test } from "vitest";
import { useBrowser, whole } from "./chromium/open-page.ts";
import { VIEWS } from "./views.ts";

const open = useBrowser();

test("given a keyboard, when it goes through the page, then the report is reached by a skip, a link and a button", async () => {
  const page = await open(VIEWS.mql);
  await whole(page);

  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("To the report");

  await page.getByRole("link", { name: "SQL report" }).focus();
  await page.keyboard.press("Enter");
  await whole(page);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("SQL report");

  const april = page.getByRole("button", { name: "Apr 2026" });
  await april.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: "Apr 2026", exact: true }).waitFor();
  expect(await april.getAttribute("aria-pressed")).toBe("true");
});

test("given a figure's name, when it has the focus, then its definition is told, and Escape takes it away", async () => {
  const page = await open(VIEWS.mql);
  await whole(page);

  const term = page.getByRole("button", { name: "MQL efficiency" });
  await term.focus();
  const definition = page.getByRole("tooltip");
  await definition.waitFor();
  expect(await definition.textContent()).toContain("How many SQLs there were for each MQL of the same period");
  expect(await term.getAttribute("aria-describedby")).toBe(await definition.getAttribute("id"));

  await page.keyboard.press("Escape");
  await definition.waitFor({ state: "detached" });
});

test("given a pointer or a finger on a figure, then its definition and the exact numbers behind it are told", async () => {
  const page = await open(VIEWS.mql);
  await whole(page);
  const efficiency = page.locator(".tile-value[data-def=acceptance_rate]");
  const definition = page.getByRole("tooltip");

  await efficiency.hover();
  await definition.waitFor();
  expect(await definition.textContent()).toMatch(/Here: \d+ of \d+/);

  await page.mouse.move(0, 0);
  await definition.waitFor({ state: "detached" });
  await page.locator(".tile-value[data-def=open_mqls]").click();
  await definition.waitFor();
  expect(await definition.textContent()).toContain("nobody has decided yet");
});

test("given every figure of every view, then it has a definition", async () => {
  for (const search of Object.values(VIEWS)) {
    const page = await open(search);
    await whole(page);
    const unexplained = await page.evaluate(() =>
      [...document.querySelectorAll("td.number, dd.number")]
        .filter((cell) => /\d/.test(cell.textContent ?? ""))
        .filter((cell) => {
          const table = cell.closest("table");
          const head = table?.querySelectorAll("thead th")[(cell as HTMLTableCellElement).cellIndex];
          return cell.querySelector("[data-def]") === null && head?.querySelector("[data-def]") == null;
        })
        .map((cell) => cell.textContent),
    );
    expect(unexplained).toEqual([]);
  }
});

test("given a panel, when its query is followed, then the API gives the same numbers, as JSON and as CSV", async () => {
  const page = await open(VIEWS.mql);
  await whole(page);
  const passed = await page.locator(".tile-value[data-def=leads_reached]").first().textContent();

  const json = await page.getByRole("link", { name: "Every period as JSON, in a new tab" }).getAttribute("href");
  const csv = await page.getByRole("link", { name: "Every period as CSV, in a new tab" }).getAttribute("href");
  const report = (await (await page.request.get(new URL(json ?? "", page.url()).href)).json()) as {
    readonly rows: readonly { readonly passed: number }[];
  };
  expect(String(report.rows.at(-1)?.passed)).toBe(passed);
  const text = await (await page.request.get(new URL(csv ?? "", page.url()).href)).text();
  expect(text.trim().split("\n").at(-1)?.split(",")).toContain(passed);
});
