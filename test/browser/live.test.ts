/** What happens, on screen as it happens; and what the page says when it can no longer know. */
import { expect, test } from "vitest";
import { keep, useBrowser, whole } from "./chromium/open-page.ts";
import { controlledServer } from "./demo/controlled-server.ts";

const open = useBrowser();
const BREACH = {
  tenantId: "lumen",
  eventId: "e-1",
  clockId: "lumen|lum-9999|speed-to-lead|e",
  kind: "BREACHED",
  slaId: "speed-to-lead",
  severity: "warn",
  leadId: "lum-9999",
  stage: "MQL",
  channel: "paid",
  campaignId: null,
  ownerId: "marco",
  startedAt: "2026-06-24T14:00:00.000Z",
  dueAt: "2026-06-24T15:00:00.000Z",
  endedAt: null,
  overdueMs: null,
  detectedAt: "2026-06-24T15:00:00.001Z",
  live: true,
} as const;

test("given the board, when a clock runs out, then it is told, and the numbers change without anybody asking", async () => {
  const server = await controlledServer();
  const page = await open("?tenant=lumen&view=sla", { at: server.url });
  await whole(page);
  await page.getByText("live", { exact: true }).waitFor();
  const overdue = page.locator(".tile-value[data-def=open_clocks]").first();
  const before = Number(await overdue.textContent());

  server.alter("/reports/sla", (board) => ({
    ...board,
    openClocks: { ...(board.openClocks as object), breached: before + 1 },
  }));
  server.send("breach", "m.7", BREACH);

  await page.getByRole("region", { name: "As it happens" }).getByRole("link", { name: "lum-9999" }).waitFor();
  await page.waitForFunction(
    (count) => document.querySelector(".tile-value[data-def=open_clocks]")?.textContent === count,
    String(before + 1),
  );
  await keep(page, "state-live-news");
});

test("given a stream that breaks off, then the page says so, comes back to where it was, and asks for what it missed", async () => {
  const server = await controlledServer();
  const page = await open("?tenant=lumen&view=sla", { at: server.url, mayComplain: /ERR_|Failed to load resource/ });
  await whole(page);
  await page.getByText("live", { exact: true }).waitFor();
  const before = server.reportsAsked();
  server.send("metric", "m.41", {});
  await expect.poll(server.reportsAsked).toBeGreaterThan(before);

  server.refuse();
  await page.getByText("reconnecting", { exact: true }).waitFor();
  await keep(page, "state-reconnecting");
  const asked = server.reportsAsked();
  server.accept();

  await page.getByText("live", { exact: true }).waitFor();
  expect(server.resumedFrom()).toBe("m.41");
  await expect.poll(server.reportsAsked).toBeGreaterThan(asked);
});

test("given a stream that does not come back, then the page says that its numbers may be old", async () => {
  const server = await controlledServer();
  const page = await open("?tenant=lumen&view=sla", { at: server.url, mayComplain: /ERR_|Failed to load resource/ });
  await whole(page);
  await page.getByText("live", { exact: true }).waitFor();

  server.refuse();
  await page.getByText("stale", { exact: true }).waitFor({ timeout: 50_000 });
  expect(await page.locator(".notice").textContent()).toContain("as of 24 Jun 2026");
  await keep(page, "state-stale");
});
