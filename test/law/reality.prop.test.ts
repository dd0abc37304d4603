/**
 * The one law, SEMANTICS 1, on what the product runs on: the embedded log and SQLite stores, in files.
 *
 * A restart closes the store's file and opens it again; a lost store is a deleted file. All tasks stop and
 * the log is opened anew in between.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedLog } from "@stagefold/embedded-log";
import { openSqliteStore } from "@stagefold/sqlite-store";
import { seededRandom, smallReads, Topology } from "@stagefold/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { differences } from "../model/compare.ts";
import { histories } from "../model/histories.ts";
import { bring } from "./bring.ts";
import { delivered, deliveries } from "./deliveries.ts";
import { answerOf, foldPublished } from "./published.ts";
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

test(
  "on files, the folded answer is the model's, however tasks are stopped and started",
  async () => {
    await fc.assert(
      fc.asyncProperty(histories(), deliveries, schedules, async (history, delivery, schedule) => {
        const { configYaml, until } = history;
        const { partitions, commitRecords, moves } = schedule;
        const own = join(folder, String(made++));
        mkdirSync(own);
        const openLog = () => openEmbeddedLog(join(own, "log.db"), { topics: topicsOf(partitions), wallClock });
        const fileOf = (name: string): string => join(own, `${name}.db`);
        const lines = delivered(history.lines, delivery);
        const config = configOf(configYaml);
        const random = seededRandom(schedule.readSeed);

        let log = openLog();
        await bring(lines, { log, partitions });
        const world = {
          log: () => smallReads(log, () => Math.ceil(random() * schedule.readAtMost)),
          store: (name: string) => openSqliteStore(fileOf(name)),
          loseStore(name: string) {
            for (const end of ["", "-wal", "-shm"]) rmSync(`${fileOf(name)}${end}`, { force: true });
          },
          wallClock,
        };
        const options = stagefold(world, { config, partitions, commitRecords, until });
        const first = await Topology.open(options);
        await play(first, moves);
        first.close();
        await log.close();

        log = openLog();
        const second = await Topology.open(options);
        const read = readLines(lines);
        const model = modelOf(read, configYaml, until, READ_AT);
        await second.end(model.now);
        second.close();
        const folded = await foldPublished(log, partitions);
        // What compaction removes nobody folds.
        await log.compact();
        const compacted = await foldPublished(log, partitions);
        await log.close();
        rmSync(own, { recursive: true });

        expect(differences(folded, model, read)).toEqual([]);
        expect(answerOf(compacted)).toEqual(answerOf(folded));
      }),
      runs(8),
    );
  },
  RUN_TIMEOUT_MS,
);
