/**
 * SEMANTICS 12 on what can forget: leads are erased, and an embedded log is written anew without them. Whatever is read
 * again from it counts what was counted, and says nothing about them.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedLog } from "@stagefold/embedded-log";
import { erasedRecords } from "@stagefold/service";
import { openSqliteStore } from "@stagefold/sqlite-store";
import { Topology } from "@stagefold/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
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
const wallClock = (): number => READ_AT;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stagefold-law-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const losses = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 });

test(
  "the answer is the model's, whenever the log was written anew, whatever stores were lost and whatever was configured",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        erasingHistories,
        schedules,
        fc.double({ min: 0, max: 1, noNaN: true }),
        losses,
        configChanges,
        async (history, schedule, split, lost, change) => {
          const { configYaml, until } = history;
          const lines = acceptedUnderBoth(history, change);
          const { partitions, commitRecords, moves } = schedule;
          const own = join(folder, String(made++));
          mkdirSync(own);
          const log = openEmbeddedLog(join(own, "log.db"), { topics: topicsOf(partitions), wallClock });
          const fileOf = (name: string): string => join(own, `${name}.db`);
          const world = {
            log: () => log,
            store: (name: string) => openSqliteStore(fileOf(name)),
            loseStore(name: string) {
              for (const end of ["", "-wal", "-shm"]) rmSync(`${fileOf(name)}${end}`, { force: true });
            },
            wallClock,
          };
          const model = modelOf(readLines(lines), configYaml, until, READ_AT);
          const middle = Math.floor(lines.length * split);
          const lives = [
            { part: lines.slice(0, middle), yaml: before(configYaml, change) },
            { part: lines.slice(middle), yaml: before(configYaml, change) },
            { part: [], yaml: configYaml },
          ];

          for (const [life, { part, yaml }] of lives.entries()) {
            const config = configOf(yaml);
            const options = stagefold(world, { config, partitions, commitRecords, until });
            if (lost[life] === true)
              for (const task of (await closed(options)).tasks)
                world.loseStore(`${task.id.group}-${task.id.partition}`);
            const topology = await Topology.open(options);
            await bring(part, { log, partitions });
            await play(topology, moves);
            await topology.drain();
            if (yaml === configYaml) await topology.end(model.now);
            else for (const task of topology.tasks) await task.commit();
            topology.close();
            const { replacements } = await erasedRecords(log, partitions, config);
            await log.replaceRecords(replacements);
            expect(await erasedRecords(log, partitions, config)).toMatchObject({ records: 0 });
          }

          const all = await foldPublished(log, partitions);
          await log.close();
          rmSync(own, { recursive: true });
          const mayHaveClosed = change.clock || change.parts.some(([part]) => part === "timeZone");
          const folded = withoutRemains(all, model, mayHaveClosed);
          expect(differences(folded, { ...model, deadLetters: [] }, [])).toEqual([]);
        },
      ),
      runs(25),
    );
  },
  RUN_TIMEOUT_MS,
);

/** A topology that was opened and closed: its tasks, by name. */
async function closed(options: Parameters<typeof Topology.open>[0]): Promise<Topology> {
  const topology = await Topology.open(options);
  topology.close();
  return topology;
}
