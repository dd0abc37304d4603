import { parseConfig } from "@stagefold/config";
import type { FunnelMetric, SlaBreachEvent } from "@stagefold/domain";
import { expect, test } from "vitest";
import { difference, paceAtClockOf } from "./verify-topics.ts";

const METRIC = {
  type: "FunnelMetric",
  metric: "acceptance_rate",
  numerator: 1,
  denominator: 3,
  value: 1 / 3,
  sampleCount: null,
  status: "FINAL",
  revision: 7,
  asOf: 1,
} as unknown as FunnelMetric;
const EMPTIED: FunnelMetric = { ...METRIC, numerator: 0, denominator: 0, value: null };
const BREACH = { type: "SlaBreachEvent", clockId: "c", kind: "BREACHED", endedAt: null } as unknown as SlaBreachEvent;
const CLEARED: SlaBreachEvent = { ...BREACH, kind: "CLEARED" };

test("given records that differ in what SEMANTICS 8 leaves free, then they are the same", () => {
  expect(difference(METRIC, { ...METRIC, revision: 9, asOf: 5, status: "RESTATED" })).toBeNull();
  expect(difference(METRIC, { ...METRIC, value: 0.1 + 0.2 + 1 / 30 })).toBeNull();
  expect(difference(EMPTIED, undefined)).toBeNull();
  expect(difference(undefined, EMPTIED)).toBeNull();
  expect(difference(CLEARED, undefined)).toBeNull();
  expect(difference(CLEARED, { ...CLEARED, kind: "RETRACTED" })).toBeNull();
});

test("given records that differ in anything else, then what is published and what should be are named", () => {
  expect(difference(METRIC, { ...METRIC, numerator: 2 })).toBe("numerator is 1, should be 2");
  expect(difference(METRIC, { ...METRIC, status: "PROVISIONAL" })).toBe("status is FINAL, should be PROVISIONAL");
  expect(difference(METRIC, EMPTIED)).toContain("denominator is 3, should be 0");
  expect(difference(METRIC, undefined)).toBe("is published, and nothing says so");
  expect(difference(undefined, METRIC)).toBe("is not published");
  expect(difference(BREACH, { ...BREACH, kind: "RESOLVED", endedAt: 5 })).toBe(
    "kind is BREACHED, should be RESOLVED, endedAt is null, should be 5",
  );
  expect(difference(CLEARED, BREACH)).toBe("kind is CLEARED, should be BREACHED");
  expect(difference(undefined, BREACH)).toBe("is not published");
});

test("given a target of 0, then its record is one like any other", () => {
  expect(difference(undefined, { ...EMPTIED, metric: "target_attainment" })).toBe("is not published");
});

test("given a pace told earlier on the day, then it is the same as one that is told now; told the day before, it is not", () => {
  const tenant =
    "{ timeZone: Europe/Rome, currency: EUR, funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } }";
  const config = parseConfig(`tenants: { acme: ${tenant} }`, "config.yaml");
  const day = 86_400_000;
  const begin = Date.UTC(2026, 10, 1) - 3_600_000;
  // 30 of 100 in a month of 30 days.
  const pace = (asOf: number): FunnelMetric => {
    const value = 30 / (100 * ((asOf - begin) / (30 * day)));
    const period = { periodStart: Date.UTC(2026, 10, 1) / day, periodEnd: Date.UTC(2026, 11, 1) / day };
    return {
      ...METRIC,
      ...period,
      tenantId: "acme",
      metric: "target_pace",
      numerator: 30,
      denominator: null,
      value,
      asOf,
    };
  };
  const is = pace(begin + 20.9 * day);
  const differenceTo = (was: FunnelMetric): string | null => difference(paceAtClockOf(is, was, config), is);

  expect(differenceTo(pace(begin + 20.1 * day))).toBeNull();
  expect(differenceTo({ ...pace(begin + 20.1 * day), value: 0.5 })).toMatch(/^value is /);
  expect(differenceTo(pace(begin + 19.9 * day))).toMatch(/^value is /);
});
