import { parseConfig } from "@stagefold/config";
import type { FunnelMetric } from "@stagefold/domain";
import { expect, test } from "vitest";
import { openFindings } from "./verify-findings.ts";
import { openPopulationBalance } from "./verify-population.ts";

const config = parseConfig(
  "tenants:\n  acme: { timeZone: Europe/Rome, currency: EUR, funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } }\n",
  "config.yaml",
);
const DAY = 20_000;
/** Noon of the fourth day. */
const CLOCK = (DAY + 3) * 86_400_000 + 43_200_000;

function metric(name: string, day: number, numerator: number): FunnelMetric {
  const place = { tenantId: "acme", subject: "MQL", channel: null, campaignId: null, ownerId: null };
  return { type: "FunnelMetric", metric: name, grain: "DAY", periodStart: day, numerator, ...place } as FunnelMetric;
}

/** Days from DAY on: population, entries, exits; undefined: nothing is published of it. */
function differences(days: readonly (readonly [number, number, number] | undefined)[]): readonly string[] {
  const balance = openPopulationBalance(config);
  for (const [index, of] of days.entries()) {
    if (of === undefined) continue;
    balance.take(metric("stage_population", DAY + index, of[0]));
    balance.take(metric("stage_entries", DAY + index, of[1]));
    balance.take(metric("stage_exits", DAY + index, of[2]));
  }
  const findings = openFindings();
  balance.check(CLOCK, findings);
  return findings.differences;
}

test("given populations that are what came less what went, then they balance; the current day is not asked", () => {
  const today = [9, 0, 0] as const;
  expect(differences([[2, 3, 1], [2, 0, 0], [0, 1, 3], today])).toEqual([]);
  expect(differences([[0, 1, 1], undefined, [1, 1, 0], today])).toEqual([]);
});

test("given a lead too many, then its day is named", () => {
  expect(
    differences([
      [2, 2, 0],
      [3, 0, 0],
      [3, 0, 0],
    ]),
  ).toEqual([
    `stage_population ["acme","MQL",null,null,null] on 2024-10-05 is 3: 2 the day before, 0 entered, 0 exited`,
  ]);
});

test("given a population whose next day is missing, then that day is named", () => {
  expect(differences([[2, 2, 0]])).toEqual([
    `stage_population ["acme","MQL",null,null,null] on 2024-10-05 is not published`,
  ]);
});
