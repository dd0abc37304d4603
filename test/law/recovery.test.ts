/**
 * A task that takes over goes on where its last commit stands, whoever made it: the table in
 * processing/src/task/task.ts, row by row, with the smallest processor there is.
 */
import {
  CONFIGURATIONS,
  FencedError,
  type LogRecord,
  OffsetOutOfRangeError,
  type OutRecord,
  type Processor,
  type Settling,
  type Store,
  Task,
  type TaskId,
  type TaskSession,
} from "@stagefold/processing";
import {
  crashAtStep,
  createSimulatedWorld,
  noFaults,
  SimulatedCrash,
  type SimulatedWorld,
  type Step,
  smallReads,
} from "@stagefold/testkit";
import { describe, expect, it, test } from "vitest";

const ID = { group: "totals", partition: 0 };

/** Adds up numbers, publishes the total with the commit that made it, and refuses what is no number. */
class Totals implements Processor {
  readonly inputs = ["in"];
  readonly followsWallClock = true;
  readonly ownOutput = null;
  readonly rereadValues: string[] = [];
  readonly settlings: Settling[] = [];
  readonly #store: Store;
  readonly #base: number;
  #added = 0;
  #pending = 0;

  constructor(store: Store, base = 0) {
    this.#store = store;
    this.#base = base;
  }

  apply(_topic: string, records: readonly LogRecord[], out: OutRecord[]): void {
    for (const { key, value } of records) {
      const number = Number(text(value));
      this.#pending++;
      if (Number.isNaN(number)) out.push({ topic: "refused", partition: 0, key, value, headers: null });
      else this.#added += number;
    }
  }

  pending(): number {
    return this.#pending;
  }

  historyClock(): null {
    return null;
  }

  dueAt(): null {
    return null;
  }

  *settle(at: Settling): Iterable<OutRecord> {
    this.settlings.push(at);
    const total = Number(this.#store.meta("total") ?? 0) + this.#added;
    this.#store.setMeta("total", String(total));
    yield { topic: "out", partition: 0, key: null, value: bytes(`${at.commitNumber}: ${total}`), headers: null };
    this.forget();
  }

  /** Every total is told again, and the difference that the configuration makes: it is added to all totals. */
  reconfigure(former: Processor): readonly string[] {
    const added = (of: Processor): number => (of instanceof Totals ? of.#base : 0);
    this.#added += added(this) - added(former);
    return ["in"];
  }

  reread(_topic: string, records: readonly LogRecord[]): void {
    for (const { value } of records) this.rereadValues.push(text(value));
  }

  forget(): void {
    this.#added = 0;
    this.#pending = 0;
  }
}

function bytes(value: string): Uint8Array {
  return Buffer.from(value);
}

function text(value: Uint8Array | null): string {
  return Buffer.from(value ?? []).toString();
}

function newWorld(): SimulatedWorld {
  const topics = ["in", "out", "refused", CONFIGURATIONS].map((name) => ({ name, partitions: 1, compacted: false }));
  return createSimulatedWorld({ topics });
}

async function send(world: SimulatedWorld, ...values: readonly string[]): Promise<void> {
  await world.outside.append(
    values.map((value) => ({ topic: "in", partition: 0, key: null, value: bytes(value), headers: null })),
  );
}

interface Started {
  readonly task: Task;
  readonly processor: Totals;
  readonly store: Store;
}

async function start(
  world: SimulatedWorld,
  commitRecords = 1_000,
  changed = (session: TaskSession): TaskSession => session,
  configuration = "0",
): Promise<Started> {
  const log = world.log();
  const openTask = async (id: TaskId): Promise<TaskSession> => changed(await log.openTask(id));
  const store = world.store("totals");
  const processor = new Totals(store, Number(configuration));
  const task = await Task.open({
    id: ID,
    // Two records a read.
    log: smallReads({ ...log, openTask }, () => 2),
    store,
    processor,
    configuration,
    formerly: (text) => new Totals(store, Number(text)),
    wallClock: world.clock.now,
    latenessMs: 0,
    commitRecords,
    commitIntervalMs: 0,
    replay: true,
    clockLimit: null,
  });
  return { task, processor, store };
}

/** Reads all there is, and commits. */
async function work(task: Task): Promise<void> {
  while ((await task.step()) !== "idle");
  await task.commit();
}

async function published(world: SimulatedWorld, topic = "out"): Promise<readonly string[]> {
  const { records } = await world.outside.read(topic, 0, 0, { records: 1_000, bytes: 1 << 20 });
  return records.map(({ value }) => text(value));
}

describe("a task that died at its second commit", () => {
  async function diedAt(step: Step, occurrence = 2): Promise<SimulatedWorld> {
    const world = newWorld();
    await send(world, "1", "2", "x");
    world.setPlan(crashAtStep(step, occurrence));
    const { task } = await start(world);
    await work(task);
    await send(world, "4", "y");
    await expect(work(task)).rejects.toThrow(SimulatedCrash);
    world.setPlan(noFaults);
    world.restart();
    return world;
  }

  test("before the log's commit: goes on from the commit before", async () => {
    const world = await diedAt("commit");
    expect(await published(world)).toEqual(["1: 3"]);
    const { task, processor } = await start(world);
    expect([task.position("in"), processor.settlings]).toEqual([3, []]);
    await work(task);
    expect(await published(world)).toEqual(["1: 3", "2: 7"]);
    expect(await published(world, "refused")).toEqual(["x", "y"]);
  });

  test.each<Step>(["committed", "store.commit"])(
    "between the two commits (%s): folds that part again, publishing nothing",
    async (step) => {
      const world = await diedAt(step);
      const { task, processor } = await start(world);
      expect(task.position("in")).toBe(5);
      expect(processor.settlings).toMatchObject([{ rebuilding: true, live: false, commitNumber: 2 }]);
      await work(task);
      expect(await published(world)).toEqual(["1: 3", "2: 7"]);
      expect(await published(world, "refused")).toEqual(["x", "y"]);
      expect(world.store("totals").meta("total")).toBe("7");
    },
  );

  test("after both: goes on from there", async () => {
    const world = await diedAt("store.committed");
    const { task, processor } = await start(world);
    expect([task.position("in"), processor.settlings]).toEqual([5, []]);
    await send(world, "8");
    await work(task);
    expect(await published(world)).toEqual(["1: 3", "2: 7", "3: 15"]);
  });

  test("and lost its store: folds all again, publishing nothing, then goes on", async () => {
    const world = await diedAt("store.committed");
    world.loseStore("totals");
    const { task, processor } = await start(world);
    expect(processor.settlings.every(({ rebuilding }) => rebuilding)).toBe(true);
    await send(world, "8");
    await work(task);
    expect(await published(world)).toEqual(["1: 3", "2: 7", "3: 15"]);
    expect(await published(world, "refused")).toEqual(["x", "y"]);
  });

  test("and dies again in the middle of folding all again: goes on with that", async () => {
    const world = await diedAt("store.committed");
    world.loseStore("totals");
    world.setPlan(crashAtStep("store.committed", 1));
    await expect(start(world, 2)).rejects.toThrow(SimulatedCrash);
    world.setPlan(noFaults);
    world.restart();
    expect(world.store("totals").meta("total")).toBe("3");
    const { task } = await start(world, 2);
    await send(world, "8");
    await work(task);
    expect(await published(world)).toEqual(["1: 3", "2: 7", "3: 15"]);
  });
});

describe("a store that is not of this log", () => {
  test("is not believed where it is ahead: all is folded again", async () => {
    const before = newWorld();
    await send(before, "1", "2", "4");
    await work((await start(before, 1)).task);
    const world = newWorld();
    await send(world, "100");
    world.store("totals").setMeta("total", "7");
    const store = world.store("totals");
    store.setMeta("total", "7");
    store.setMeta("mark", before.store("totals").meta("mark") as string);
    store.commit();
    await work((await start(world)).task);
    expect(await published(world)).toEqual(["1: 100"]);
  });
});

describe("a log that no longer holds what is needed", () => {
  test("stops a task whose next record is gone, and says where", async () => {
    const world = newWorld();
    await send(world, "1", "2");
    await work((await start(world)).task);
    await send(world, "3", "4");
    await world.outside.deleteRecordsBefore("in", 0, 3);
    const { task } = await start(world);
    await expect(task.step()).rejects.toMatchObject({
      name: "OffsetOutOfRangeError",
      disposition: "halt",
      topic: "in",
      partition: 0,
      offset: 2,
      firstOffset: 3,
    });
  });

  test("stops a task that lost its store, though its next record is there", async () => {
    const world = newWorld();
    await send(world, "1", "2");
    await work((await start(world)).task);
    await world.outside.deleteRecordsBefore("in", 0, 1);
    world.loseStore("totals");
    await expect(start(world)).rejects.toThrow(OffsetOutOfRangeError);
  });

  test("stops a task that never committed: it would start from a hole", async () => {
    const world = newWorld();
    await send(world, "1", "2");
    await world.outside.deleteRecordsBefore("in", 0, 1);
    const { task } = await start(world);
    await expect(task.step()).rejects.toMatchObject({ name: "OffsetOutOfRangeError", offset: 0, firstOffset: 1 });
  });

  test("is enough for a task that kept its store", async () => {
    const world = newWorld();
    await send(world, "1", "2");
    await work((await start(world)).task);
    await send(world, "4");
    await world.outside.deleteRecordsBefore("in", 0, 2);
    await work((await start(world)).task);
    expect(await published(world)).toEqual(["1: 3", "2: 7"]);
  });
});

describe("a task whose commit the log could not take", () => {
  test("keeps nothing of it, and one opened on the same store goes on from the commit before", async () => {
    const world = newWorld();
    await send(world, "1", "2");
    await work((await start(world)).task);
    const away = new Error("the log is away");
    const { task, store } = await start(world, 1_000, (session) => ({
      ...session,
      async commit(outputs) {
        for (const _ of outputs);
        throw away;
      },
    }));
    await send(world, "4");
    await expect(work(task)).rejects.toBe(away);
    expect(store.meta("total")).toBe("3");
    await work((await start(world)).task);
    expect(await published(world)).toEqual(["1: 3", "2: 7"]);
  });
});

describe("a task taken over by another", () => {
  test("cannot commit any more, publishes nothing, and keeps nothing", async () => {
    const world = newWorld();
    await send(world, "1");
    const { task: former, processor, store } = await start(world);
    await former.step();
    const { task: successor } = await start(world);
    await expect(former.commit()).rejects.toMatchObject({ name: "FencedError", disposition: "drop" });
    expect([processor.pending(), store.meta("total")]).toEqual([0, null]);
    await work(successor);
    expect(await published(world)).toEqual(["1: 1"]);
    await send(world, "2");
    await former.step();
    await expect(former.commit()).rejects.toThrow(FencedError);
    expect(await published(world)).toEqual(["1: 1"]);
  });
});

describe("a task that takes over under another configuration", () => {
  const under = (world: SimulatedWorld, configuration: string): Promise<Started> =>
    start(world, 1_000, undefined, configuration);

  it.each(["kept", "lost"])("publishes the difference at once, its store %s, and then goes on", async (store) => {
    const world = newWorld();
    await send(world, "1", "2");
    await work((await under(world, "10")).task);
    if (store === "lost") world.loseStore("totals");
    const { task, processor } = await under(world, "30");
    expect(await published(world)).toEqual(["1: 3", "2: 23"]);
    expect(processor.rereadValues).toEqual(["1", "2"]);
    await send(world, "4");
    await work(task);
    expect(await published(world)).toEqual(["1: 3", "2: 23", "3: 27"]);
  });

  it("and has lost its store folds again what was folded under each of them, in turn", async () => {
    const world = newWorld();
    for (const [configuration, value] of [
      ["10", "1"],
      ["30", "2"],
      ["10", "4"],
    ] as const) {
      const { task } = await under(world, configuration);
      await send(world, value);
      await work(task);
    }
    const told = await published(world);
    expect(told).toEqual(["1: 1", "2: 21", "3: 23", "4: 3", "5: 7"]);
    world.loseStore("totals");
    const { store } = await under(world, "10");
    expect(await published(world)).toEqual(told);
    expect(store.meta("total")).toBe("7");
  });

  it("and dies between the log's commit and the store's, publishes it once", async () => {
    const world = newWorld();
    await send(world, "1");
    await work((await under(world, "10")).task);
    world.setPlan(crashAtStep("committed", 1));
    await expect(under(world, "30")).rejects.toThrow(SimulatedCrash);
    world.setPlan(noFaults);
    world.restart();
    const { store } = await under(world, "30");
    expect(await published(world)).toEqual(["1: 1", "2: 21"]);
    expect(store.meta("total")).toBe("21");
  });

  it("publishes nothing where it is the same", async () => {
    const world = newWorld();
    await send(world, "1");
    await work((await under(world, "10")).task);
    await work((await under(world, "10")).task);
    expect(await published(world)).toEqual(["1: 1"]);
  });
});
