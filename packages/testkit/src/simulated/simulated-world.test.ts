import { type CommitMark, FencedError } from "@stagefold/processing";
import { describe, expect, it } from "vitest";
import { outRecord, readAll, textOf } from "../contract/log-under-test.ts";
import { crashAt, crashAtStep, noFaults, randomCrashes, SimulatedCrash, type Step } from "./fault-plan.ts";
import { createSimulatedWorld, type SimulatedWorld } from "./simulated-world.ts";

const topics = [{ name: "out", partitions: 1, compacted: false }];
const task = { group: "g", partition: 0 };
const mark: CommitMark = { commitNumber: 1, positions: { in: 1 }, clock: 0, configuredAt: 1 };

/** What a task does: one commit to the log, then one to its store. */
async function runOnce(world: SimulatedWorld): Promise<void> {
  const log = world.log();
  const session = await log.openTask(task);
  const store = world.store("task");
  store.table("leads").put(1, Uint8Array.of(1));
  store.setMeta("commit", "1");
  await session.commit([outRecord("out", 0, "a", "1")], mark);
  store.commit();
}

async function durable(
  world: SimulatedWorld,
): Promise<{ log: string[]; mark: CommitMark | null; store: string | null }> {
  return {
    log: (await readAll(world.outside, "out", 0)).map(textOf),
    mark: (await world.outside.openTask(task)).lastMark,
    store: world.store("task").meta("commit"),
  };
}

const nothing = { log: [], mark: null, store: null };
const logOnly = { log: ["a=1"], mark, store: null };
const all = { log: ["a=1"], mark, store: "1" };

describe("a crash", () => {
  it.each<[Step, unknown]>([
    ["task", nothing],
    ["store.write", nothing],
    ["commit", nothing],
    ["committed", logOnly],
    ["store.commit", logOnly],
    ["store.committed", all],
  ])("at %s leaves what the ports say", async (step, left) => {
    const world = createSimulatedWorld({ topics, plan: crashAtStep(step, 1) });
    await expect(runOnce(world)).rejects.toThrow(SimulatedCrash);
    world.restart();
    expect(await durable(world)).toEqual(left);
  });

  it("can be tried at every step there is: log before store, whole or not at all", async () => {
    const calm = createSimulatedWorld({ topics });
    await runOnce(calm);
    const seen = new Set<string>();
    for (let number = 1; number <= calm.stepCount; number += 1) {
      const world = createSimulatedWorld({ topics, plan: crashAt(number) });
      await expect(runOnce(world)).rejects.toMatchObject({ number });
      world.restart();
      seen.add(JSON.stringify(await durable(world)));
    }
    expect([...seen]).toEqual([nothing, logOnly, all].map((state) => JSON.stringify(state)));
  });

  it("in an append leaves nothing before it, and all of it after it", async () => {
    for (const [step, left] of [
      ["append", []],
      ["appended", ["a=1", "b=2"]],
    ] as const) {
      const world = createSimulatedWorld({ topics, plan: crashAtStep(step, 1) });
      await expect(world.log().append([outRecord("out", 0, "a", "1"), outRecord("out", 0, "b", "2")])).rejects.toThrow(
        SimulatedCrash,
      );
      expect((await durable(world)).log).toEqual(left);
    }
  });

  it("is the end: handles of before do nothing any more, after a restart too", async () => {
    const world = createSimulatedWorld({ topics, plan: crashAtStep("append", 1) });
    const log = world.log();
    const store = world.store("task");
    await expect(log.append([])).rejects.toThrow(SimulatedCrash);
    await expect(log.read("out", 0, 0, { records: 1, bytes: 1 })).rejects.toThrow(SimulatedCrash);
    expect(() => store.commit()).toThrow(SimulatedCrash);
    expect(() => world.store("task").setMeta("a", "b")).toThrow(SimulatedCrash);
    world.restart();
    expect(() => store.setMeta("a", "b")).toThrow(SimulatedCrash);
    await expect(log.append([outRecord("out", 0, "a", "1")])).rejects.toThrow(SimulatedCrash);
    expect(await durable(world)).toEqual(nothing);
    await runOnce(world);
    expect(await durable(world)).toEqual(all);
  });
});

it("fences a session of the process of before by the one that takes over", async () => {
  const world = createSimulatedWorld({ topics });
  const former = await world.log().openTask(task);
  await world.log().openTask(task);
  await expect(former.commit([], mark)).rejects.toThrow(FencedError);
});

it("loses a store as a new machine would", async () => {
  const world = createSimulatedWorld({ topics });
  await runOnce(world);
  world.loseStore("task");
  expect(await durable(world)).toEqual(logOnly);
});

it("crashes at the same steps for the same seed, as often as it may", () => {
  const crashesOf = (seed: number): number[] => {
    const plan = randomCrashes(seed, 0.1, 3);
    return Array.from({ length: 200 }, (_, index) => index).filter((number) => plan("read", number));
  };
  expect(crashesOf(7)).toEqual(crashesOf(7));
  expect(crashesOf(7)).not.toEqual(crashesOf(8));
  expect(crashesOf(7).length).toBe(3);
  expect(noFaults("read", 1)).toBe(false);
});
