import type { LogRecord } from "@stagefold/processing";
import { expect, test, vi } from "vitest";
import { Observations } from "../observe/observations.ts";
import type { TaskObservation } from "../observe/task-observation.ts";
import type { RunnableSource, RunnableTask } from "../run-tasks.ts";
import { StalledTaskError, StuckTaskError, watched } from "./watched.ts";

const NEVER = new Promise<never>(() => {});
const TOPIC = "events";
const RECORD: LogRecord = { offset: 0, timestamp: 0, key: null, value: null, headers: null };
const signal = new AbortController().signal;

interface Parts {
  readonly observation: TaskObservation;
  readonly restart: () => void;
  /** The source, watched; the observation is told of the opening, as the loop does it. */
  readonly open: () => Promise<RunnableTask>;
}

function parts(open: RunnableSource["open"], commitLimitMs = 40): Parts {
  const observation = new Observations().of({ group: "g", partition: 0 });
  const restart = vi.fn();
  const source = watched({ id: observation.id, open }, { observation, limitMs: 40, commitLimitMs, restart });
  return {
    observation,
    restart,
    async open() {
      observation.opening();
      const opened = await source.open(signal);
      observation.opened();
      return opened;
    },
  };
}

function taskThat(step: () => Promise<"idle">): RunnableTask {
  return {
    task: { step, commit: async () => {}, position: () => 0 },
    processor: { inputs: [TOPIC], followsWallClock: true },
    close: async () => {},
  };
}

/** What the task would say of itself when it stands at the beginning of its input. */
function restored(observation: TaskObservation, end: number): void {
  const processor = { inputs: [TOPIC] } as unknown as Parameters<TaskObservation["restored"]>[0]["processor"];
  observation.restored({ positions: { [TOPIC]: 0 }, clock: null, processor });
  observation.ended(TOPIC, end);
}

test("given a read that never comes back, then the connections are opened anew and the task is to be taken over again", async () => {
  const { open, restart } = parts(async () => taskThat(() => NEVER));
  const { task, close } = await open();

  await expect(task.step()).rejects.toThrow(StuckTaskError);

  expect(restart).toHaveBeenCalledTimes(1);
  await close();
});

test("given a task that takes its steps, is behind and is given nothing to read, then it is stuck all the same", async () => {
  const { open, observation, restart } = parts(async () => taskThat(async () => "idle"));
  const { task, close } = await open();
  restored(observation, 10);

  await vi
    .waitFor(async () => {
      await task.step();
      observation.read(TOPIC, [], 0);
      throw new Error("not yet stuck");
    }, {})
    .catch(() => {});
  const stepping = async (): Promise<void> => {
    for (; ; await new Promise(setImmediate)) {
      await task.step();
      observation.stepped();
    }
  };
  await expect(stepping()).rejects.toThrow(StuckTaskError);

  expect(restart).toHaveBeenCalledTimes(1);
  await close();
});

test("given a task at the end of its input, however long it has nothing to do, then nothing is wrong", async () => {
  const { open, observation, restart } = parts(async () => taskThat(async () => "idle"));
  const { task, close } = await open();
  restored(observation, 0);

  for (const from = performance.now(); performance.now() - from < 150; await new Promise(setImmediate)) {
    await task.step();
    observation.stepped();
  }

  expect(restart).not.toHaveBeenCalled();
  await close();
});

test("given a long rebuilding that reads on and on, then it is let be; once it reads no more, it is not", async () => {
  let reads = 0;
  const { open, observation, restart } = parts(async () => {
    for (; reads < 10; reads++) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      observation.read(TOPIC, [RECORD], reads);
    }
    return NEVER;
  });

  await expect(open()).rejects.toThrow(StuckTaskError);

  expect(reads).toBe(10);
  expect(restart).toHaveBeenCalledTimes(1);
});

test("given an opening that was given up, when it still has not ended, then the task is not opened beside it, and the process ends", async () => {
  const opened = vi.fn(() => NEVER);
  const { open } = parts(opened);

  await expect(open()).rejects.toThrow(StuckTaskError);
  await expect(open()).rejects.toThrow(StuckTaskError);
  await expect(open()).rejects.toThrow(StalledTaskError);

  expect(opened).toHaveBeenCalledTimes(1);
});

test("given an opening that ends after it was given up, then it is closed, and the task opened anew", async () => {
  const late = Promise.withResolvers<RunnableTask>();
  const close = vi.fn(async () => {});
  const openings = [late.promise, Promise.resolve(taskThat(async () => "idle"))];
  const { open } = parts(() => openings.shift() as Promise<RunnableTask>);
  await expect(open()).rejects.toThrow(StuckTaskError);

  late.resolve({ ...taskThat(async () => "idle"), close });
  const { task, close: closeIt } = await open();

  expect(close).toHaveBeenCalledTimes(1);
  expect(await task.step()).toBe("idle");
  await closeIt();
});

test("given a commit, then it may take as long as the brokers let it", async () => {
  const done = Promise.withResolvers<"idle">();
  const { open, observation, restart } = parts(async () => taskThat(() => done.promise), 60_000);
  const { task, close } = await open();
  const step = task.step();
  observation.committing();
  setTimeout(() => done.resolve("idle"), 120);

  expect(await step).toBe("idle");

  expect(restart).not.toHaveBeenCalled();
  await close();
});
