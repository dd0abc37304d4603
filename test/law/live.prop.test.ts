/**
 * The one law, SEMANTICS 1, live: whatever the wall clock showed on the way and whoever ran when, once all is read
 * the answer is the model's at the wall clock less the lateness.
 */
import { createSimulatedWorld, seededRandom, smallReads, Topology } from "@stagefold/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { differences } from "../model/compare.ts";
import type { FoldedOutputs } from "../model/fold-outputs.ts";
import { erasingHistories } from "../model/histories.ts";
import type { Model } from "../model/model.ts";
import { bring } from "./bring.ts";
import { foldPublished } from "./published.ts";
import { play, schedules } from "./schedule.ts";
import { RUN_TIMEOUT_MS, runs } from "./soak.ts";
import { configOf, modelOf, readLines, stagefold, topicsOf } from "./stagefold.ts";

const LATE_IN_HISTORY = Date.parse("2026-11-01T00:00:00Z");
const DAY_MS = 86_400_000;

/** Without what is other in a replay: pace is told once a day of the clock, and what is live says so. */
function withoutReplays(folded: FoldedOutputs, model: Model): readonly [FoldedOutputs, Model] {
  const metrics = [...folded.metrics].filter(({ metric }) => metric !== "target_pace");
  const violations = folded.violations.filter((violation) => !violation.endsWith(": live in a replay"));
  const expected = [...model.metrics].filter(([, { metric }]) => metric !== "target_pace");
  return [
    { ...folded, metrics, violations },
    { ...model, metrics: new Map(expected) },
  ];
}

test(
  "at the end the answer is the model's, however the wall clock and the tasks went on",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        erasingHistories,
        schedules,
        fc.array(fc.nat({ max: 40 * DAY_MS }), { minLength: 1, maxLength: 6 }),
        async (history, schedule, waits) => {
          const { configYaml, lines, until } = history;
          const { partitions, commitRecords, moves } = schedule;
          const config = configOf(configYaml);
          const readAt = until ?? LATE_IN_HISTORY;
          const simulated = createSimulatedWorld({ topics: topicsOf(partitions), startAt: readAt });
          const random = seededRandom(schedule.readSeed);
          const world = {
            ...simulated,
            log: () => smallReads(simulated.log(), () => Math.ceil(random() * schedule.readAtMost)),
            wallClock: simulated.clock.now,
          };
          const topology = await Topology.open(stagefold(world, { config, partitions, commitRecords, until: "live" }));
          // All lines come at one time of the wall clock, in parts between which the tasks run.
          const part = Math.ceil(lines.length / 3);
          for (let from = 0; from < lines.length; from += part) {
            await bring(lines.slice(from, from + part), { log: simulated.outside, partitions });
            await play(topology, moves.slice(from, from + 20));
          }
          for (const wait of waits) {
            simulated.clock.advance(wait);
            await topology.drain();
          }
          simulated.clock.advance(2_000);
          await topology.drain();
          // Commits are apart by an interval: what was read since the last one is not out yet.
          for (const task of topology.tasks) await task.commit();

          const clock = topology.task(0).clock as number;
          expect(clock).toBe(simulated.clock.now() - config.clock.latenessMs);
          expect(topology.tasks.map((task) => task.clock)).toEqual(topology.tasks.map(() => clock));
          const read = readLines(lines);
          const all = await foldPublished(simulated.outside, partitions);
          const [folded, model] = withoutReplays(all, modelOf(read, configYaml, clock, readAt));
          expect(differences(folded, model, read)).toEqual([]);
        },
      ),
      runs(25),
    );
  },
  RUN_TIMEOUT_MS,
);
