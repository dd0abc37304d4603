/** What everybody must be able to read: on a phone and on a desk, by day and by night, with eyes and without. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "vitest";
import { keep, useBrowser, whole } from "./chromium/open-page.ts";
import { VIEWS } from "./views.ts";

const open = useBrowser();

const LOOKS = [
  { width: 1280, scheme: "light" },
  { width: 1280, scheme: "dark" },
  { width: 390, scheme: "light" },
  { width: 390, scheme: "dark" },
] as const;

for (const [name, search] of Object.entries(VIEWS)) {
  for (const look of LOOKS) {
    test(`given ${name}, ${look.width} wide, ${look.scheme}, then it fits, axe finds nothing, and it is kept to be looked at`, async () => {
      const page = await open(search, look);
      await whole(page);

      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
      await keep(page, `${name}-${look.width}-${look.scheme}`);
    });
  }
}

test("given a dark system, when light is chosen, then it is light, and stays so when the page is loaded anew", async () => {
  const page = await open(VIEWS.mql, { scheme: "dark" });
  await whole(page);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();

  await page.getByLabel("Colours").selectOption("light");
  const light = await ground();
  expect(light).not.toBe(dark);

  await page.reload();
  await whole(page);
  expect(await ground()).toBe(light);
});
