/**
 * A log, stores and a clock that a test can crash: the disk outlives a crash, all else is lost.
 *
 * ```ts
 * const world = createSimulatedWorld({ plan: crashAt(17) });
 * try { await runTask(world.log(), world.store("t"), world.clock.now); } catch (error) {
 *   if (!(error instanceof SimulatedCrash)) throw error;
 *   world.restart(); // and run the task again
 * }
 * ```
 * Run without faults first: `world.stepCount` is how many places there are to crash at.
 */
import type { Store, WallClock } from "@stagefold/processing";
import { type FaultPlan, noFaults, seededRandom } from "./fault-plan.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";
import { emptyDisk } from "./simulated-disk.ts";
import { createSimulatedLog, type SimulatedLog, type SimulatedTopicSpec } from "./simulated-log.ts";
import { createSimulatedProcess } from "./simulated-process.ts";
import { openSimulatedStore } from "./simulated-store.ts";

export interface SimulatedWorldOptions {
  /** With a seed, reads give fewer records than asked, as the seed says, so that batches end anywhere. */
  readonly seed?: number;
  /** Where the process dies. Default: nowhere. */
  readonly plan?: FaultPlan;
  /** Topics that are there from the start. */
  readonly topics?: readonly SimulatedTopicSpec[];
  /** The clock's first instant. Default 0. */
  readonly startAt?: number;
}

export interface SimulatedWorld {
  readonly clock: ManualClock;
  /** Steps so far, over all lives. */
  readonly stepCount: number;
  /** The log as the process of now sees it; after a restart ask again. Stamps with `wallClock`, or with `clock`. */
  log(wallClock?: WallClock): SimulatedLog;
  /** Opens the store called `name` as its last commit left it. */
  store(name: string): Store;
  /** The log as seen from outside: no steps, no faults. For what a test asserts. */
  readonly outside: SimulatedLog;
  /** Ends the process and starts another: what was not committed is gone, old handles throw SimulatedCrash. */
  restart(): void;
  /** Another plan from here on. */
  setPlan(plan: FaultPlan): void;
  /** The store is gone from the disk, as with a new machine. */
  loseStore(name: string): void;
}

export function createSimulatedWorld(options: SimulatedWorldOptions = {}): SimulatedWorld {
  const disk = emptyDisk();
  const clock = manualClock(options.startAt ?? 0);
  const process = createSimulatedProcess(options.plan ?? noFaults);
  const random = options.seed === undefined ? undefined : seededRandom(options.seed);
  const shorten = (records: number): number =>
    random === undefined || records < 1 ? records : 1 + Math.floor(random() * records);
  const outside = createSimulatedLog(disk, { wallClock: clock.now, at: () => {}, shorten: (records) => records });
  for (const { name, partitions, compacted } of options.topics ?? [])
    void outside.createTopic({ name, partitions, compacted });
  return {
    clock,
    get stepCount() {
      return process.stepCount;
    },
    log: (wallClock = clock.now) => createSimulatedLog(disk, { wallClock, at: process.enter(), shorten }),
    store: (name) => openSimulatedStore(disk, name, process.enter()),
    outside,
    restart: process.end,
    setPlan: process.setPlan,
    loseStore: (name) => void disk.stores.delete(name),
  };
}
