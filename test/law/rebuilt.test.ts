/**
 * A store that was lost is rebuilt from the log's sum, which says nothing of what was published and emptied on
 * the way; what comes after still holds the rules along a key: SEMANTICS 6 and 8.
 */
import { createSimulatedWorld, type SimulatedWorld, Topology } from "@stagefold/testkit";
import { describe, expect, test } from "vitest";
import { differences } from "../model/compare.ts";
import { bring } from "./bring.ts";
import { foldPublished } from "./published.ts";
import { configOf, modelOf, readLines, stagefold, topicsOf } from "./stagefold.ts";

const READ_AT = Date.parse("2026-11-01T00:00:00Z");
const configWith = (grains: string): string => `
tenants:
  acme:
    timeZone: UTC
    currency: EUR
    segments: [{ by: [], grains: [${grains}] }]
    funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL }
clock: { lateness: PT30S, grace: P1D }
`;

const moved = (leadId: string, day: string, stage: string): string =>
  JSON.stringify({
    type: "LeadStageChanged",
    eventId: `${leadId}-${day}`,
    tenantId: "acme",
    leadId,
    occurredAt: `2026-${day}T12:00:00Z`,
    stage,
  });
const mql = (leadId: string, day: string): string => moved(leadId, day, "MQL");
const spent = (day: string, revision: number): string =>
  JSON.stringify({
    type: "SpendRecorded",
    eventId: `s-${revision}`,
    tenantId: "acme",
    spendId: "s",
    revision,
    firstDay: `2026-${day}`,
    lastDay: `2026-${day}`,
    amountMicros: 7,
    currency: "EUR",
  });

/** Brings the lines part by part, committing after each; before the last part the metrics' store is lost. */
async function differencesAfter(grains: string, parts: readonly (readonly string[])[]): Promise<readonly string[]> {
  const until = "2026-02-20T12:00:00Z";
  const configYaml = configWith(grains);
  const config = configOf(configYaml);
  const world: SimulatedWorld = createSimulatedWorld({ topics: topicsOf(1), startAt: READ_AT });
  const places = { ...world, log: () => world.log(), wallClock: world.clock.now };
  const options = stagefold(places, { config, partitions: 1, commitRecords: 10_000, until: Date.parse(until) });
  const topology = await Topology.open(options);
  for (const [index, lines] of parts.entries()) {
    if (index === parts.length - 1) await topology.restart(1, "lost");
    await bring(lines, { log: world.outside, partitions: 1 });
    for (const task of topology.tasks) {
      while ((await task.step()) !== "idle");
      await task.commit();
    }
  }
  await topology.end(Date.parse(until));
  const read = readLines(parts.flat());
  const folded = await foldPublished(world.outside, 1);
  return differences(folded, modelOf(read, configYaml, Date.parse(until), READ_AT), read);
}

const ALL = "DAY, WEEK, MONTH, QUARTER, HALF, YEAR, ROLLING_7D, ROLLING_30D, ROLLING_90D";

describe("given a metrics store that was lost", () => {
  test("when values had been emptied while they were open, then they close like any other", async () => {
    const parts = [
      [mql("A", "01-05"), spent("01-04", 0), mql("Z", "01-06")],
      [mql("A", "01-02"), spent("01-20", 1)],
      [mql("Z", "02-20")],
    ];
    expect(await differencesAfter(ALL, parts)).toEqual([]);
  });

  test.each([
    // The lead reached it before: the windows between hold nothing any more.
    ["windows", "ROLLING_7D", [mql("A", "01-05"), mql("Z", "01-30")], [mql("A", "01-01")], [mql("C", "01-05")]],
    // The lead left it before: the days between have nobody in it any more.
    [
      "days of a population",
      "DAY",
      [mql("A", "01-05"), moved("A", "01-10", "SQL"), mql("Z", "01-30")],
      [moved("A", "01-06", "SQL")],
      [mql("C", "01-05")],
    ],
    // The money was spent later.
    ["days of spend", "DAY", [spent("01-04", 0), mql("Z", "01-30")], [spent("01-25", 1)], [spent("01-04", 2)]],
  ])(
    "when %s had been final and emptied, and are filled again, then they are not FINAL a second time",
    async (...args) => {
      const [, grains, ...parts] = args;
      expect(await differencesAfter(grains, parts)).toEqual([]);
    },
  );
});
