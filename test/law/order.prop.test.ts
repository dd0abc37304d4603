/**
 * The one law, SEMANTICS 1: what is published is a function of the set of events and the clock, not of order,
 * duplicates, batches, stops and starts, or the number of instances. Against the model, and run against run.
 */
import { createSimulatedWorld, seededRandom, smallReads, Topology } from "@stagefold/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differences } from "../model/compare.ts";
import { type History, histories } from "../model/histories.ts";
import { bring } from "./bring.ts";
import { type Delivery, delivered, deliveries } from "./deliveries.ts";
import { answerOf, foldPublished } from "./published.ts";
import { play, type Schedule, schedules } from "./schedule.ts";
import { RUN_TIMEOUT_MS, runs } from "./soak.ts";
import { configOf, modelOf, readLines, stagefold, topicsOf } from "./stagefold.ts";

const READ_AT = Date.parse("2026-11-01T00:00:00Z");

/** Replays the history as delivered and scheduled; gives its answer, after the model has judged it. */
async function answerOfRun(history: History, delivery: Delivery, schedule: Schedule): Promise<readonly string[]> {
  const { configYaml, until } = history;
  const { partitions, commitRecords, moves } = schedule;
  const lines = delivered(history.lines, delivery);
  const config = configOf(configYaml);
  const simulated = createSimulatedWorld({ topics: topicsOf(partitions), startAt: READ_AT });
  const random = seededRandom(schedule.readSeed);
  const readAtMost = (): number => Math.ceil(random() * schedule.readAtMost);
  const world = { ...simulated, log: () => smallReads(simulated.log(), readAtMost), wallClock: simulated.clock.now };
  await bring(lines, { log: simulated.outside, partitions });

  const topology = await Topology.open(stagefold(world, { config, partitions, commitRecords, until }));
  await play(topology, moves);
  const read = readLines(lines);
  const model = modelOf(read, configYaml, until, READ_AT);
  await topology.end(model.now);

  const folded = await foldPublished(simulated.outside, partitions);
  expect(differences(folded, model, read)).toEqual([]);
  return answerOf({ ...folded, deadLetters: [] });
}

const AS_GIVEN: Delivery = { seed: 0, again: [] };
const AT_ONCE: Schedule = { partitions: 1, commitRecords: 10_000, readSeed: 0, readAtMost: 5_000, moves: [] };

describe("the folded answer is the model's, and the same", () => {
  test(
    "in whatever order events come and however often",
    async () => {
      await fc.assert(
        fc.asyncProperty(histories(), deliveries, async (history, delivery) => {
          const asGiven = await answerOfRun(history, AS_GIVEN, AT_ONCE);
          expect(await answerOfRun(history, delivery, AT_ONCE)).toEqual(asGiven);
        }),
        runs(30),
      );
    },
    RUN_TIMEOUT_MS,
  );

  test(
    "however tasks are batched, stopped, started and spread, with their stores or without",
    async () => {
      await fc.assert(
        fc.asyncProperty(histories(), deliveries, schedules, async (history, delivery, schedule) => {
          const atOnce = await answerOfRun(history, delivery, AT_ONCE);
          expect(await answerOfRun(history, delivery, schedule)).toEqual(atOnce);
        }),
        runs(40),
      );
    },
    RUN_TIMEOUT_MS,
  );
});
