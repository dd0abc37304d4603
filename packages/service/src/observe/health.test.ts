import { type LogRecord, type Processor, UnknownTopicError } from "@stagefold/processing";
import { expect, test } from "vitest";
import { livenessOf, readinessOf } from "./health.ts";
import { Observations } from "./observations.ts";
import type { TaskObservation } from "./task-observation.ts";

const TOPIC = "events";

function given() {
  let now = 1_000_000;
  const clock = (): number => now;
  const observations = new Observations({ wallClock: clock, stopwatch: clock });
  const task = observations.of({ group: "g", partition: 0 });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { observations, task, pass, clock };
}

function open(task: TaskObservation): void {
  task.opening();
  const processor = { inputs: [TOPIC], dueAt: () => null } as unknown as Processor;
  task.restored({ positions: { [TOPIC]: 10 }, clock: null, processor });
  task.opened();
}

function record(offset: number, timestamp: number): LogRecord {
  return { offset, timestamp, key: null, value: null, headers: null };
}

test("given no tasks, when the topics are checked and the group is joined, then it is ready: it stands by", () => {
  const { observations } = given();
  observations.trouble("group g", "it is not joined yet");
  expect(readinessOf(observations)).toEqual({ ok: false, reasons: ["group g: it is not joined yet"] });

  observations.well("group g");

  expect(readinessOf(observations).ok).toBe(true);
});

test("given a task, then it is ready once it is open, has read, and is no more than ten seconds behind", () => {
  const { observations, task, pass, clock } = given();
  const reasons = (): readonly string[] => readinessOf(observations).reasons;

  task.opening();
  expect(reasons()).toEqual(["task g.0 is being taken over"]);
  open(task);
  expect(reasons()).toEqual([`task g.0 does not know the end of ${TOPIC} yet`]);
  task.ended(TOPIC, 30);
  expect(reasons()).toEqual([`task g.0 is 20 records of ${TOPIC} behind, and has read none yet`]);
  task.read(TOPIC, [record(10, clock() - 60_000)], 11);
  expect(reasons()).toEqual([`task g.0 is 19 records of ${TOPIC} behind, 60 s`]);
  task.read(TOPIC, [record(11, clock() - 9_000)], 12);
  expect(reasons()).toEqual([]);
  pass(5_000);
  expect(reasons()).toEqual([`task g.0 is 18 records of ${TOPIC} behind, 14 s`]);
  task.read(TOPIC, [record(29, clock() - 60_000)], 30);
  expect(reasons()).toEqual([]);
});

test("given a topic at rest, when a record comes, then it is behind since there was nothing more to read, not since the record before", () => {
  const { task, pass, clock } = given();
  open(task);
  task.read(TOPIC, [record(10, clock())], 11);
  pass(3_600_000);
  task.read(TOPIC, [], 11);
  pass(500);

  task.ended(TOPIC, 12);

  expect(task.lags()).toEqual([{ topic: TOPIC, records: 1, ms: 500 }]);
});

test("given a task that fails, then it says what failed, while it waits and while it is taken over again, until it commits", () => {
  const { observations, task } = given();
  open(task);
  task.failed(new UnknownTopicError(TOPIC));
  task.failed(new UnknownTopicError(TOPIC));
  const failure = "has failed 2 times in a row: STF-LOG-003 there is no topic events: create it before it is used";
  expect(readinessOf(observations).reasons).toEqual([`task g.0 ${failure}`]);
  task.opening();
  expect(readinessOf(observations).reasons).toEqual([`task g.0 is being taken over again and ${failure}`]);

  open(task);
  task.ended(TOPIC, 10);
  const mark = { commitNumber: 1, positions: {}, clock: null, configuredAt: 1 };
  task.committed({ mark, deadLetters: [] });

  expect(readinessOf(observations).ok).toBe(true);
  expect(task.failure).toBeNull();
});

test("given a task without a sign of life for five minutes, then the process is not alive; one that another has does not count", () => {
  const { observations, task, pass } = given();
  open(task);
  pass(300_000);
  expect(livenessOf(observations).ok).toBe(true);

  pass(1_000);

  expect(livenessOf(observations).reasons).toEqual(["task g.0 has given no sign of life for 301 s"]);
  task.stepped();
  expect(livenessOf(observations).ok).toBe(true);
  pass(400_000);
  expect(livenessOf(observations).ok).toBe(false);
  task.left();
  pass(400_000);
  expect(livenessOf(observations).ok).toBe(true);
});

test("given commits, then each has a trace of its own, with what led to it", () => {
  const { task } = given();
  const traces: string[] = [];
  task.onCommitted = ({ trace }) => traces.push(trace.traceparent);
  open(task);
  const first = task.committing().traceparent;
  task.committed({ mark: { commitNumber: 1, positions: {}, clock: null, configuredAt: 1 }, deadLetters: [] });
  const second = task.committing().traceparent;
  task.committed({ mark: { commitNumber: 2, positions: {}, clock: null, configuredAt: 1 }, deadLetters: [] });

  expect(traces).toEqual([first, second]);
  expect(first).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
  expect(second).not.toBe(first);
});
