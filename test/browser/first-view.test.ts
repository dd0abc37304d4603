/** What the first view costs. */
import { expect, inject, test } from "vitest";
import { useBrowser, whole } from "./chromium/open-page.ts";
import { VIEWS } from "./views.ts";

const open = useBrowser();
const MOST_BYTES = 150_000;

test("given an empty cache, when the dashboard is opened, then all of it comes compressed and small, and from here alone", async () => {
  const sizes: Promise<number>[] = [];
  const page = await open(VIEWS.mql, {
    before: async (each) => {
      each.on("requestfinished", (request) => {
        if (!request.url().includes("/v1/"))
          sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
      });
    },
  });
  await whole(page);

  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(sizes.length).toBeGreaterThan(2);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test("given the page, then nothing of it is inline: a strict policy of content lets all of it through", async () => {
  const html = await (await fetch(`${inject("dashboard")}/`)).text();
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
});
