/**
 * The one law, SEMANTICS 1, across a change of the configuration: whatever was published under the one before, the
 * answer is that of a run which had the present one from the start, and nobody has to send anything again.
 */
import { createSimulatedWorld, seededRandom, smallReads, Topology } from "@stagefold/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { differences } from "../model/compare.ts";
import { erasingHistories } from "../model/histories.ts";
import { bring } from "./bring.ts";
import { acceptedUnderBoth, before, configChanges } from "./changed-configs.ts";
import { foldPublished } from "./published.ts";
import { withoutRemains } from "./remains.ts";
import { play, schedules } from "./schedule.ts";
import { RUN_TIMEOUT_MS, runs } from "./soak.ts";
import { configOf, modelOf, readLines, stagefold, topicsOf } from "./stagefold.ts";

const READ_AT = Date.parse("2026-11-01T00:00:00Z");

test(
  "the answer is that of a run which had the configuration from the start",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        erasingHistories,
        configChanges,
        schedules,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        fc.array(fc.nat({ max: 7 }), { maxLength: 8 }),
        async (history, change, schedule, split, ended, lost) => {
          const { configYaml, until } = history;
          const { partitions, commitRecords, moves } = schedule;
          const lines = acceptedUnderBoth(history, change);
          const simulated = createSimulatedWorld({ topics: topicsOf(partitions), startAt: READ_AT });
          const random = seededRandom(schedule.readSeed);
          const readAtMost = (): number => Math.ceil(random() * schedule.readAtMost);
          const world = {
            ...simulated,
            log: () => smallReads(simulated.log(), readAtMost),
            wallClock: simulated.clock.now,
          };
          const under = (yaml: string) =>
            Topology.open(stagefold(world, { config: configOf(yaml), partitions, commitRecords, until }));
          const read = readLines(lines);
          const model = modelOf(read, configYaml, until, READ_AT);

          const former = await under(before(configYaml, change));
          const middle = Math.floor(lines.length * split);
          await bring(lines.slice(0, middle), { log: simulated.outside, partitions });
          await play(former, moves);
          // The clock stands at the end, as after a replay, or anywhere before.
          if (ended) await former.end(model.now);
          former.close();
          for (const task of lost) loseStoreOf(former, task, simulated.loseStore);

          const present = await under(configYaml);
          await bring(lines.slice(middle), { log: simulated.outside, partitions });
          await play(present, moves);
          await present.end(model.now);
          present.close();
          const folded = await foldPublished(simulated.outside, partitions);
          expect(
            differences(
              withoutRemains(folded, model, change.clock || change.parts.some(([part]) => part === "timeZone")),
              { ...model, deadLetters: [] },
              [],
            ),
          ).toEqual([]);

          const ends = await endsOf(simulated.outside, partitions);
          for (const task of lost) loseStoreOf(present, task, simulated.loseStore);
          (await under(configYaml)).close();
          expect(await endsOf(simulated.outside, partitions)).toEqual(ends);
        },
      ),
      runs(30),
    );
  },
  RUN_TIMEOUT_MS,
);

function loseStoreOf({ tasks }: Topology, task: number, loseStore: (name: string) => void): void {
  const { group, partition } = (tasks[task % tasks.length] as (typeof tasks)[number]).id;
  loseStore(`${group}-${partition}`);
}

async function endsOf(log: { endOffset(topic: string, partition: number): Promise<number> }, partitions: number) {
  const ends: Record<string, number> = {};
  for (const { name } of topicsOf(partitions))
    for (let partition = 0; partition < partitions; partition++)
      ends[`${name}[${partition}]`] = await log.endOffset(name, partition);
  return ends;
}
