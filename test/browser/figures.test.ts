/** Every figure on the dashboard is the one in the topic: the newest record of each key, as the demonstration wrote them. */
import type { Page } from "playwright-core";
import { beforeAll, expect, inject, test } from "vitest";
import { useBrowser, whole } from "./chromium/open-page.ts";
import { type FoldedTopics, foldTopics } from "./demo/fold-topics.ts";
import { shownAs } from "./demo/shown-as.ts";

const open = useBrowser();
let topics: FoldedTopics;
beforeAll(async () => {
  topics = await foldTopics(inject("demoFolder"));
});

/** The figures of a page: which, and what is written. */
function figuresOn(page: Page): Promise<{ readonly of: string; readonly text: string }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-of]")].map((element) => ({
      of: element.dataset.of ?? "",
      text: element.textContent ?? "",
    })),
  );
}

const CASES = [
  ["lumen", "", ["mql", "sql", "velocity", "sla"]],
  ["brightwater", "&period=2026-04-15", ["mql", "sql", "velocity", "sla"]],
  ["sagara", "&channel=partner", ["mql", "sql"]],
] as const;

for (const [tenant, search, views] of CASES) {
  for (const view of views) {
    test(`given ${tenant}${search}, when ${view} is looked at, then each published figure is that of the folded topic`, async () => {
      const page = await open(`?tenant=${tenant}&view=${view}${search}`);
      await whole(page);

      const figures = await figuresOn(page);
      const wrong = figures.filter(({ of, text }) => {
        const record = topics.metric(tenant, new URLSearchParams(search).get("channel"), of);
        return !shownAs(text, record, of);
      });
      expect(wrong).toEqual([]);
      expect(figures.length).toBeGreaterThan(view === "sla" ? 12 : 20);
    });
  }
}

test("given the MQLs of a month, then those still open on the page are the stays that have not ended", async () => {
  const page = await open("?tenant=lumen&period=2026-05-01");
  await whole(page);
  const may = (instant: string) => "2026-04-30T22:00:00.000Z" <= instant && instant < "2026-05-31T22:00:00.000Z";
  const open5 = topics.stays.filter((stay) => stay.tenantId === "lumen" && stay.stage === "MQL" && may(stay.enteredAt));
  const waiting = open5.filter((stay) => stay.exitedAt === undefined);

  expect(await page.locator(".tile-value[data-def=open_mqls]").textContent()).toBe(String(waiting.length));
  expect(waiting.length).toBeGreaterThan(0);
});

test("given the breaches of a month by owner, then they are those of sla-breaches", async () => {
  const page = await open("?tenant=lumen&view=sla&period=2026-05-01");
  await whole(page);
  const may = (instant: string) => "2026-04-30T22:00:00.000Z" <= instant && instant < "2026-05-31T22:00:00.000Z";
  const expected = new Map<string, [open: number, resolved: number]>();
  for (const breach of topics.clocks) {
    if (breach.tenantId !== "lumen" || !may(breach.startedAt)) continue;
    const owner = breach.ownerId ?? "nobody";
    const [open0, resolved] = expected.get(owner) ?? [0, 0];
    if (breach.kind === "BREACHED") expected.set(owner, [open0 + 1, resolved]);
    if (breach.kind === "RESOLVED") expected.set(owner, [open0, resolved + 1]);
  }

  const rows = page.getByRole("table", { name: "Breaches by owner" }).locator("tbody tr");
  const shown = await rows.evaluateAll((each) =>
    each.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
  );
  expect(new Map(shown.map(([owner, , open0, resolved]) => [owner, [Number(open0), Number(resolved)]]))).toEqual(
    expected,
  );
});

test("given the clocks that run, then those overdue and at risk are those whose newest event says so", async () => {
  const page = await open("?tenant=lumen&view=sla");
  await whole(page);
  const newest = (kind: string) =>
    topics.clocks.filter((clock) => clock.tenantId === "lumen" && clock.kind === kind).length;
  const tile = (name: string) =>
    page
      .locator(".tile", { has: page.getByRole("button", { name }) })
      .locator(".tile-value")
      .textContent();

  expect([await tile("Overdue now"), await tile("At risk now")]).toEqual([
    String(newest("BREACHED")),
    String(newest("AT_RISK")),
  ]);
});

test("given the clocks that run, then the first to fall due are shown first, none of them overdue", async () => {
  const page = await open("?tenant=lumen&view=sla");
  await whole(page);
  const table = page.getByRole("table", { name: "Clocks that fall due next" });
  const left = await table.locator(".countdown").allTextContents();
  const leads = await table.getByRole("rowheader").allTextContents();
  const clocks: { readonly leadId: string; readonly dueAt: string }[] = [];
  for (const state of ["OPEN", "AT_RISK"]) {
    const answer = await page.request.get(
      `${inject("dashboard")}/v1/tenants/lumen/sla/clocks?state=${state}&limit=1000`,
    );
    clocks.push(...((await answer.json()) as { readonly rows: typeof clocks }).rows);
  }

  expect(left.every((text) => !text.startsWith("\u2212"))).toBe(true);
  expect(leads.length).toBe(6);
  expect(leads).toEqual(
    clocks
      .sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))
      .slice(0, 6)
      .map(({ leadId }) => leadId),
  );
});
