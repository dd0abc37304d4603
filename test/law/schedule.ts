/**
 * How tasks run: which one steps, commits, is stopped and started, in what order; random and replayable.
 */
import type { Topology } from "@stagefold/testkit";
import fc from "fast-check";

/** One thing that a task does. */
export interface Move {
  /** Round again. */
  readonly task: number;
  readonly does: "step" | "commit" | "restart" | "lose its store";
}

export interface Schedule {
  readonly partitions: number;
  readonly commitRecords: number;
  /** Of the sizes of reads. */
  readonly readSeed: number;
  readonly readAtMost: number;
  readonly moves: readonly Move[];
}

const move: fc.Arbitrary<Move> = fc.record({
  task: fc.nat({ max: 7 }),
  does: fc.oneof(
    { weight: 6, arbitrary: fc.constant("step" as const) },
    { weight: 4, arbitrary: fc.constant("commit" as const) },
    { weight: 2, arbitrary: fc.constant("restart" as const) },
    { weight: 1, arbitrary: fc.constant("lose its store" as const) },
  ),
});

/** Any schedule: with few moves the rest runs as one backlog. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  partitions: fc.integer({ min: 1, max: 4 }),
  commitRecords: fc.constantFrom(1, 2, 7, 10_000),
  readSeed: fc.nat(),
  readAtMost: fc.constantFrom(1, 3, 10, 5_000),
  moves: fc.array(move, { maxLength: 60, size: "max" }),
});

/** Makes the moves. */
export async function play(topology: Topology, moves: readonly Move[]): Promise<void> {
  for (const { task, does } of moves) {
    switch (does) {
      case "step":
        await topology.task(task).step();
        break;
      case "commit":
        await topology.task(task).commit();
        break;
      case "restart":
        await topology.restart(task, "kept");
        break;
      case "lose its store":
        await topology.restart(task, "lost");
        break;
    }
  }
}
