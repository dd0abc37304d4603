import { type Disposition, ProcessingError, type StepResult } from "@stagefold/processing";
import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.ts";
import { type RunnableSource, runTasks } from "./run-tasks.ts";

class Failure extends ProcessingError {
  readonly code = "STF-TEST";
  readonly disposition: Disposition;
  constructor(disposition: Disposition) {
    super(`the test asks for ${disposition}`);
    this.disposition = disposition;
  }
}

type Answer = StepResult | Error;

/** A run of scripted tasks: each step (or opening, where it is an error) takes the next answer; then all are idle. */
function scripted(scripts: Readonly<Record<string, readonly Answer[]>>) {
  const calls: string[] = [];
  const stop = new AbortController();
  let now = 0;
  const sources = Object.entries(scripts).map(([group, answers], partition): RunnableSource => {
    const left = [...answers];
    const call = (name: string): void => {
      calls.push(`${group} ${name}`);
    };
    return {
      id: { group, partition },
      async open() {
        call("open");
        return {
          task: {
            async step() {
              const answer = left.shift() ?? "idle";
              call(answer instanceof Error ? "fails" : answer);
              if (answer instanceof Error) throw answer;
              return answer;
            },
            async commit() {
              call("commit");
            },
            position: () => 0,
          },
          processor: { inputs: [], followsWallClock: true },
          async close() {
            call("close");
          },
        };
      },
    };
  });
  const waits: number[] = [];
  const run = (
    until: (now: number) => boolean,
    run = sources,
    stopper = stop,
    leaveLimitMs = 60_000,
    inputEnds = false,
  ): Promise<void> =>
    runTasks(run, {
      leaveLimitMs,
      inputEnds,
      signal: stopper.signal,
      logger: createLogger({ service: "test", level: "fatal", out: { write() {} } }),
      stopwatch: () => now,
      async idle(ms) {
        waits.push(ms);
        now += ms;
        if (until(now)) stopper.abort();
      },
    });
  const advance = (ms: number): void => {
    now += ms;
  };
  return { calls, waits, stop, sources, run, now: () => now, advance };
}

describe("running tasks", () => {
  it("steps them in turn, waits only when none has anything to do, and commits and closes when told to stop", async () => {
    const { calls, waits, run } = scripted({ a: ["read", "committed"], b: ["read"] });

    await run(() => true);

    expect(calls).toEqual([
      ...["a open", "b open", "a read", "b read", "a committed", "b idle", "a idle", "b idle"],
      ...["a commit", "b commit", "a close", "b close"],
    ]);
    expect(waits).toEqual([50]);
  });

  it("takes a task that fails for a while over again, each time later, while the others go on", async () => {
    const failures = [new Failure("retry"), new Failure("retry"), new Failure("retry")];
    const { calls, run, now } = scripted({ a: failures, b: [] });
    const openedAt: number[] = [];
    const noted = calls.push.bind(calls);
    calls.push = (call) => {
      if (call === "a open") openedAt.push(now());
      return noted(call);
    };

    await run((at) => at >= 1_000);

    expect(openedAt).toEqual([0, 100, 300, 700]);
    expect(calls.filter((call) => call === "a close")).toHaveLength(4);
    expect(calls.filter((call) => call === "b open")).toHaveLength(1);
    expect(calls.filter((call) => call === "b idle").length).toBeGreaterThan(15);
  });

  it("waits at most 30 s, and begins anew with the waiting once the task has committed", async () => {
    const failing = Array.from({ length: 12 }, () => new Failure("retry"));
    const { calls, run, now } = scripted({ a: [...failing, "committed", new Failure("retry")] });
    const openedAt: number[] = [];
    const noted = calls.push.bind(calls);
    calls.push = (call) => {
      if (call === "a open") openedAt.push(now());
      return noted(call);
    };

    await run((at) => at >= 200_000);

    const gaps = openedAt.slice(1).map((at, index) => at - (openedAt[index] as number));
    expect(gaps).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000, 100]);
  });

  it("leaves a task that another has alone, and goes on with the others", async () => {
    const { calls, run } = scripted({ a: [new Failure("drop")], b: [] });

    await run((at) => at >= 500);

    expect(calls.filter((call) => call.startsWith("a"))).toEqual(["a open", "a fails", "a close"]);
    expect(calls.at(-2)).toBe("b commit");
  });

  it("ends by itself when every task is another's", async () => {
    const { calls, run } = scripted({ a: [new Failure("drop")] });

    await run(() => false);

    expect(calls).toEqual(["a open", "a fails", "a close"]);
  });

  it.each([
    ["a person must act", new Failure("halt")],
    ["it is no failure that anyone foresaw", new TypeError("x is not a function")],
  ])("closes all and throws the failure when %s", async (_, failure) => {
    const { calls, run } = scripted({ a: ["read"], b: [failure] });

    await expect(run(() => false)).rejects.toBe(failure);

    expect(calls).toContain("a close");
    expect(calls).toContain("b close");
    expect(calls.filter((call) => call.endsWith("commit"))).toEqual([]);
  });

  it("lets those that follow others read what these sent last, when it is told to stop", async () => {
    const { calls, run, sources, stop } = scripted({ follows: ["idle", "read", "committed"], leads: [] });
    const followsWallClock = false;
    const [follows, leads] = sources as [RunnableSource, RunnableSource];
    const following: RunnableSource = {
      ...follows,
      open: async (signal) => ({ ...(await follows.open(signal)), processor: { inputs: [], followsWallClock } }),
    };

    await run(() => true, [following, leads]);

    expect(stop.signal.aborted).toBe(true);
    expect(calls.slice(calls.indexOf("leads idle") + 1)).toEqual([
      ...["leads commit", "follows read", "follows committed", "follows idle", "follows commit"],
      ...["follows close", "leads close"],
    ]);
  });

  it("reads the rest of the input first, where it is told to stop after whoever writes it", async () => {
    const { calls, run } = scripted({ a: ["idle", "read", "committed"] });

    await run(() => true, undefined, undefined, undefined, true);

    expect(calls).toEqual(["a open", "a idle", "a read", "a committed", "a idle", "a commit", "a close"]);
  });

  it("ends in time though those that follow others have much to read", async () => {
    const { calls, run, sources, advance } = scripted({
      follows: ["idle", ...Array.from({ length: 100 }, () => "read" as const)],
    });
    const followsWallClock = false;
    const [follows] = sources as [RunnableSource];
    const stop = new AbortController();
    const following: RunnableSource = {
      ...follows,
      async open(signal) {
        const { task, close } = await follows.open(signal);
        const step = (): Promise<StepResult> => {
          stop.abort();
          advance(1_000);
          return task.step();
        };
        return { task: { ...task, step }, close, processor: { inputs: [], followsWallClock } };
      },
    };

    await run(() => false, [following], stop);

    const reads = Array(3).fill("follows read");
    expect(calls).toEqual(["follows open", "follows idle", ...reads, "follows commit", "follows close"]);
  });

  it("lets the step that runs finish when it is told to stop, and takes no other", async () => {
    const { calls, run, stop, sources } = scripted({ a: [], b: [] });
    const stopping: RunnableSource = {
      id: { group: "c", partition: 0 },
      async open(signal) {
        const opened = await (sources[0] as RunnableSource).open(signal);
        const step = async (): Promise<StepResult> => {
          stop.abort();
          return opened.task.step();
        };
        return { ...opened, task: { ...opened.task, step } };
      },
    };

    await run(() => false, [stopping, sources[1] as RunnableSource]);

    expect(calls).toEqual(["a open", "b open", "a idle", "a commit", "a close", "b close"]);
  });

  it("leaves a task in the middle of a backlog at its last commit", async () => {
    const { calls, run, stop, sources } = scripted({ a: ["committed", "read", "read"] });
    const [a] = sources as [RunnableSource];
    const stopping: RunnableSource = {
      ...a,
      async open(signal) {
        const opened = await a.open(signal);
        const step = async (): Promise<StepResult> => {
          if (calls.length === 3) stop.abort();
          return opened.task.step();
        };
        return { ...opened, task: { ...opened.task, step } };
      },
    };

    await run(() => false, [stopping]);

    expect(calls).toEqual(["a open", "a committed", "a read", "a read", "a close"]);
  });

  it.each(["step", "commit"] as const)(
    "gives a %s up that does not end in time once it is told to stop",
    async (what) => {
      const { calls, run, stop, sources } = scripted({ a: ["idle"] });
      const [a] = sources as [RunnableSource];
      const never = (): Promise<never> => {
        calls.push(`a ${what} without end`);
        stop.abort();
        return new Promise(() => {});
      };
      const hanging: RunnableSource = {
        ...a,
        async open(signal) {
          const opened = await a.open(signal);
          return { ...opened, task: { ...opened.task, [what]: never } };
        },
      };

      await run(() => true, [hanging], stop, 1);

      expect(calls.slice(-2)).toEqual([`a ${what} without end`, "a close"]);
    },
  );

  it("stops while a task is being taken over", async () => {
    const { run, stop } = scripted({});
    const rebuilding: RunnableSource = {
      id: { group: "a", partition: 0 },
      async open(signal) {
        stop.abort();
        signal.throwIfAborted();
        throw new Error("unreachable");
      },
    };

    await expect(run(() => false, [rebuilding])).resolves.toBeUndefined();
  });
});
