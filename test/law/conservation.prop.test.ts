/**
 * Nobody appears or vanishes: for each tenant, segment, stage and day, the population at its end is that at the end of the
 * day before, and those who entered, less those who left. Over what was published alone.
 */
import { createSimulatedWorld, Topology } from "@stagefold/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { erasingHistories } from "../model/histories.ts";
import type { OutputRow } from "../model/output-row.ts";
import { bring } from "./bring.ts";
import { foldPublished } from "./published.ts";
import { RUN_TIMEOUT_MS, runs } from "./soak.ts";
import { configOf, modelOf, readLines, stagefold, topicsOf } from "./stagefold.ts";

const READ_AT = Date.parse("2026-11-01T00:00:00Z");
const DAY_MS = 86_400_000;
const METRICS = ["stage_population", "stage_entries", "stage_exits"] as const;

/** By place, then by day, the three counts. */
type Counts = Map<string, Map<number, Record<(typeof METRICS)[number], number>>>;

function countsOf(metrics: Iterable<OutputRow>): Counts {
  const counts: Counts = new Map();
  for (const row of metrics) {
    const metric = METRICS.find((name) => name === row.metric);
    if (metric === undefined || row.grain !== "DAY") continue;
    const place = JSON.stringify([row.tenantId, row.subject, row.channel, row.campaignId, row.ownerId]);
    const days = counts.getOrInsertComputed(place, () => new Map());
    const day = Date.parse(String(row.periodStart)) / DAY_MS;
    days.getOrInsertComputed(day, () => ({ stage_population: 0, stage_entries: 0, stage_exits: 0 }))[metric] = Number(
      row.numerator,
    );
  }
  return counts;
}

test(
  "the population of a day is that of the day before, and entries, less exits",
  async () => {
    let days = 0;
    await fc.assert(
      fc.asyncProperty(erasingHistories, fc.integer({ min: 1, max: 3 }), async (history, partitions) => {
        const config = configOf(history.configYaml);
        // All three have to be published, and the day to be over: entries count what lies after the clock, too.
        const tenants = [...config.tenants].map(
          ([id, tenant]) => [id, { ...tenant, publish: { grains: null, metrics: null } }] as const,
        );
        const all = { ...config, tenants: new Map(tenants) };
        const simulated = createSimulatedWorld({ topics: topicsOf(partitions), startAt: READ_AT });
        const world = { ...simulated, log: () => simulated.log(), wallClock: simulated.clock.now };
        await bring(history.lines, { log: simulated.outside, partitions });
        const options = stagefold(world, { config: all, partitions, commitRecords: 5, until: history.until });
        const topology = await Topology.open(options);
        const { now } = modelOf(readLines(history.lines), history.configYaml, history.until, READ_AT);
        await topology.end(now);
        const { metrics } = await foldPublished(simulated.outside, partitions);
        for (const [place, byDay] of countsOf(metrics)) {
          let before = 0;
          for (const [day, { stage_population, stage_entries, stage_exits }] of [...byDay].sort(([a], [b]) => a - b)) {
            // The clock's own day, in whatever zone.
            if ((day + 2) * DAY_MS > now) break;
            days += 1;
            expect([place, day, stage_population]).toEqual([place, day, before + stage_entries - stage_exits]);
            before = stage_population;
          }
        }
      }),
      runs(25),
    );
    expect(days).toBeGreaterThan(100);
  },
  RUN_TIMEOUT_MS,
);
