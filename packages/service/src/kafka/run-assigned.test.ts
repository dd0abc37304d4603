import { FencedError } from "@stagefold/processing";
import { expect, test, vi } from "vitest";
import { createLogger } from "../logger.ts";
import { Observations } from "../observe/observations.ts";
import type { RunnableSource } from "../run-tasks.ts";
import { runAssigned } from "./run-assigned.ts";
import { StalledTaskError } from "./watched.ts";

const logger = createLogger({ service: "test", level: "fatal", out: { write: () => {} } });

/** A task that says when it is opened and closed; `step` is what its steps do. */
function source(partition: number, said: string[], step: () => Promise<"idle"> = async () => "idle"): RunnableSource {
  return {
    id: { group: "g", partition },
    async open() {
      said.push(`open ${partition}`);
      return {
        task: { step, commit: async () => void said.push(`commit ${partition}`), position: () => 0 },
        processor: { inputs: [], followsWallClock: true },
        close: async () => void said.push(`close ${partition}`),
      };
    },
  };
}

const limits = { takeBackMs: 1, stuckAfterMs: 10_000, commitLimitMs: 10_000 };
const options = { logger, onHalt: () => {}, restart: () => {}, ...limits, observations: new Observations() };

test("given tasks that run, when others are assigned, then those that stay go on, and one that goes is committed and closed", async () => {
  const said: string[] = [];
  const tasks = runAssigned(
    [0, 1, 2].map((partition) => source(partition, said)),
    options,
  );
  tasks.assign([0, 1]);
  await vi.waitFor(() => expect(said).toHaveLength(2));

  tasks.assign([1, 2]);
  await vi.waitFor(() => expect(said).toHaveLength(5));

  expect(said.slice(0, 2).sort()).toEqual(["open 0", "open 1"]);
  expect(said.slice(2).sort()).toEqual(["close 0", "commit 0", "open 2"]);
  await tasks.end();
  expect(said.slice(5).sort()).toEqual(["close 1", "close 2", "commit 1", "commit 2"]);
});

test("given a task that comes back while it is still being closed, when it is begun anew, then only after that", async () => {
  const said: string[] = [];
  const tasks = runAssigned([source(0, said)], options);
  tasks.assign([0]);
  await vi.waitFor(() => expect(said).toEqual(["open 0"]));

  tasks.assign([]);
  tasks.assign([0]);
  await vi.waitFor(() => expect(said).toHaveLength(4));

  expect(said).toEqual(["open 0", "commit 0", "close 0", "open 0"]);
  await tasks.end();
});

test("given a task that another took, when it is still ours, then it is taken back", async () => {
  const said: string[] = [];
  let isFenced = true;
  const goesOn = Promise.withResolvers<void>();
  const step = async (): Promise<"idle"> => {
    if (isFenced) throw new FencedError({ group: "g", partition: 0 });
    goesOn.resolve();
    return "idle";
  };
  const tasks = runAssigned([source(0, said, step)], options);
  tasks.assign([0]);
  await vi.waitFor(() => expect(said).toContain("close 0"));

  isFenced = false;
  await goesOn.promise;

  await tasks.end();
  expect(said.slice(-2)).toEqual(["commit 0", "close 0"]);
});

test("given a task that hangs however often it is begun anew, then the process is told to halt, and why", async () => {
  const onHalt = vi.fn();
  const restart = vi.fn();
  const said: string[] = [];
  const hanging = source(0, said, () => new Promise(() => {}));
  const tasks = runAssigned([hanging], { ...options, onHalt, restart, stuckAfterMs: 20 });
  tasks.assign([0]);
  await vi.waitFor(() => expect(onHalt).toHaveBeenCalled());
  await expect(tasks.end()).rejects.toThrow(StalledTaskError);
  expect(said).toEqual(["open 0", "close 0", "open 0", "close 0", "open 0", "close 0"]);
  expect(restart).toHaveBeenCalledTimes(3);
});
