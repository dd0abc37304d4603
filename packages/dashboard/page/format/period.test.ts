import { expect, test } from "vitest";
import { addDays, holds, keyDay, neighbours, periodText, segmentText, windowText } from "./period.ts";

const march = { grain: "MONTH", start: "2026-03-01", end: "2026-04-01" } as const;
const rolling = { grain: "ROLLING_7D", start: "2026-03-10", end: "2026-03-17" } as const;

test("given periods, then they are named by their days, the last one included", () => {
  expect(periodText(march)).toMatch(/^Mar 2026$/);
  expect(periodText({ grain: "QUARTER", start: "2026-01-01", end: "2026-04-01" })).toMatch(/Jan.*Mar 2026/);
  expect(periodText(rolling)).toMatch(/10.*16/);
  expect(windowText({ start: "2026-02-22", end: "2026-03-25" })).toMatch(/22.*24/);
});

test("given a calendar period, when its neighbours are asked for, then they are the days beside it", () => {
  expect(neighbours(march)).toEqual({ before: "2026-02-28", after: "2026-04-01" });
});

test("given a rolling period, which is named by its last day, then its neighbours end a day sooner and later", () => {
  expect(keyDay(rolling)).toBe("2026-03-16");
  expect(neighbours(rolling)).toEqual({ before: "2026-03-15", after: "2026-03-17" });
});

test("given a day, then the period that holds it is known", () => {
  expect([holds(march, "2026-03-31"), holds(march, "2026-04-01")]).toEqual([true, false]);
  expect([holds(rolling, "2026-03-16"), holds(rolling, "2026-03-12")]).toEqual([true, false]);
  expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
});

test("given a segment, then it is said in words", () => {
  expect(segmentText({})).toBe("all leads");
  expect(segmentText({ channel: "paid", ownerId: "anna" })).toBe("channel paid, owner anna");
});
