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
const CONFIG = `
tenants:
  acme:
    timeZone: UTC
    currency: EUR
    funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL }
clock: { lateness: PT30S, grace: P1D }
`;

const mql = (leadId: string, day: string): string =>
  JSON.stringify({
    type: "LeadStageChanged",
    eventId: `${leadId}-${day}`,
    tenantId: "acme",
    leadId,
    occurredAt: `2026-${day}T12:00:00Z`,
    stage: "MQL",
  });
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

/** Brings the lines part by part, committing after each; before `lostBefore` the metrics' store is lost. */
async function differencesAfter(
  parts: readonly (readonly string[])[],
  lostBefore: number,
  until: string,
): Promise<readonly string[]> {
  const config = configOf(CONFIG);
  const world: SimulatedWorld = createSimulatedWorld({ topics: topicsOf(1), startAt: READ_AT });
  const places = { ...world, log: () => world.log(), wallClock: world.clock.now };
  const options = stagefold(places, { config, partitions: 1, commitRecords: 10_000, until: Date.parse(until) });
  const topology = await Topology.open(options);
  for (const [index, lines] of parts.entries()) {
    if (index === lostBefore) await topology.restart(1, "lost");
    await bring(lines, { log: world.outside, partitions: 1, config });
    for (const task of topology.tasks) {
      while ((await task.step()) !== "idle");
      await task.commit();
    }
  }
  await topology.end(Date.parse(until));
  const read = readLines(parts.flat());
  const folded = await foldPublished(world.outside, 1);
  return differences(folded, modelOf(read, CONFIG, Date.parse(until), READ_AT), read);
}

describe("given a metrics store that was lost", () => {
  test("when values had been emptied while they were open, then they close like any other", async () => {
    const parts = [
      [mql("A", "01-05"), spent("01-04", 0), mql("Z", "01-06")],
      [mql("A", "01-02"), spent("01-20", 1)],
      [mql("Z", "02-20")],
    ];
    expect(await differencesAfter(parts, 2, "2026-02-20T12:00:00Z")).toEqual([]);
  });

  test("when final values had been emptied and are filled again, then they are not FINAL a second time", async () => {
    const parts = [
      [mql("A", "01-05"), spent("01-04", 0), mql("Z", "01-30")],
      // The lead reached it before, and the money was spent later: windows and days between hold nothing any more.
      [mql("A", "01-01"), spent("01-25", 1)],
      [mql("C", "01-05"), spent("01-04", 2)],
    ];
    expect(await differencesAfter(parts, 2, "2026-02-20T12:00:00Z")).toEqual([]);
  });
});
