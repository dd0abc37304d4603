/**
 * The read model exactly once: whatever is published while it follows, however batches fall and wherever its process
 * ends, it holds what the topics say, no more and no less.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openReadModelReader, type ReadModelWriter } from "@stagefold/read-model";
import { randomCrashes, SimulatedCrash, seededRandom } from "@stagefold/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RUN_TIMEOUT_MS, runs } from "../law/soak.ts";
import { type History, histories } from "../model/histories.ts";
import { allReports } from "./all-reports.ts";
import { type Computed, computed, follow, writerOf } from "./computed.ts";
import { foldTopics } from "./fold-topics.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stagefold-read-model-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
const newPath = (): string => join(folder, `${made++}.db`);

/** A writer whose process may end in a transaction, before it is committed, or right after. */
function mortal(writer: ReadModelWriter, dies: () => boolean): ReadModelWriter {
  return {
    ...writer,
    get caughtUp() {
      return writer.caughtUp;
    },
    write(span, live, fill) {
      writer.write(span, live, (batch) => {
        fill(batch);
        if (dies()) throw new SimulatedCrash("store.commit", 0);
      });
      if (dies()) throw new SimulatedCrash("store.committed", 0);
    },
  };
}

/** Follows to the end, the process dying now and then; how often it died. */
async function followWithDeaths(of: Computed, path: string, seed: number): Promise<number> {
  const random = seededRandom(seed);
  let left = 12;
  const dies = (): boolean => left > 0 && random() < 0.15 && left-- > 0;
  of.world.setPlan(randomCrashes(seed, 0.1, 6));
  for (let deaths = 0; ; deaths++) {
    const writer = writerOf(of, path);
    try {
      await follow(of, mortal(writer, dies), of.world.log());
      return deaths;
    } catch (error) {
      if (!(error instanceof SimulatedCrash)) throw error;
      of.world.restart();
    } finally {
      writer.close();
    }
  }
}

/** What the model at `path` answers, after the same was asked of the folded topics. */
async function answersOf(of: Computed, path: string): Promise<ReadonlyMap<string, unknown>> {
  const reader = openReadModelReader(path, { wallClock: of.world.clock.now, clock: "topics", latenessMs: 0 });
  try {
    const answers = allReports(reader, of.config);
    const judged = allReports(await foldTopics(of), of.config);
    expect([...answers.keys()]).toEqual([...judged.keys()]);
    for (const [asked, answer] of answers) expect(answer, asked).toEqual(judged.get(asked));
    return answers;
  } finally {
    reader.close();
  }
}

describe("the read model", () => {
  test(
    "says what the topics say, wherever its process ends",
    async () => {
      let died = 0;
      const lives = async (history: History, partitions: number, seed: number): Promise<void> => {
        const of = await computed(history, partitions, seed);
        const path = newPath();
        died += await followWithDeaths(of, path, seed);
        await answersOf(of, path);
      };
      await fc.assert(fc.asyncProperty(histories(), fc.integer({ min: 1, max: 3 }), fc.nat(), lives), runs(15));
      expect(died).toBeGreaterThan(0);
    },
    RUN_TIMEOUT_MS,
  );
});
