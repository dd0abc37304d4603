/** What transactions of others, open or aborted, do to a task and to who reads. */
import { randomUUID } from "node:crypto";
import { openKafkaLog } from "@stagefold/kafka";
import type { CommitMark } from "@stagefold/processing";
import kafkajs, { type Producer } from "kafkajs";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";

const brokers = inject("brokers").split(",");
const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
const admin = kafka.admin();
const prefix = randomUUID().slice(0, 8);
const commitsTopic = `${prefix}.commits`;
const out = `${prefix}.out`;
const task = { group: `${prefix}.group`, partition: 0 };
const mark: CommitMark = { commitNumber: 1, positions: {}, clock: 5, configuredAt: 1 };

beforeAll(async () => {
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: commitsTopic }, { topic: out }] });
});
afterAll(() => admin.disconnect());

function openLog() {
  const log = openKafkaLog({ brokers, clientId: "test", commitsTopic });
  onTestFinished(() => log.close());
  return log;
}

async function stranger(): Promise<Producer> {
  const producer = kafka.producer({ transactionalId: randomUUID(), idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  return producer;
}

test("given a transaction of another task that stands open, when a task is taken over, then its newest commit is known all the same", async () => {
  const log = openLog();
  const open = await (await stranger()).transaction();
  await open.send({ topic: commitsTopic, messages: [{ key: "another", value: "{}" }] });
  const former = await log.openTask(task);
  await former.commit([], mark);

  const next = await log.openTask(task);

  expect(next.lastMark).toEqual(mark);
  await open.abort();
});

test("given something undecided in a task's output, when the task is taken over, then nothing of that taking over is ever given, and what was of another is as it ends it", async () => {
  const outputs = [`${prefix}.outputs`];
  const [topic = ""] = outputs;
  await admin.createTopics({ topics: [{ topic }] });
  const log = openKafkaLog({ brokers, clientId: "test", commitsTopic, outputs });
  onTestFinished(() => log.close());
  const own = { ...task, group: `${prefix}.held-back` };
  await (await log.openTask(own)).commit([], mark);
  const open = await (await stranger()).transaction();
  await open.send({ topic, messages: [{ key: "k", value: "of another" }] });

  const session = await log.openTask(own);
  expect(session.lastMark).toEqual(mark);
  await open.commit();
  const value = Buffer.from("of the task");
  await session.commit([{ topic, partition: 0, key: null, value, headers: null }], { ...mark, commitNumber: 2 });

  // A read gives what is there; that all of it is there, the end says.
  await log.endOffset(topic, 0);
  const { records } = await log.read(topic, 0, 0, { records: 10, bytes: 1_000 });
  expect(records.map(({ value }) => Buffer.from(value ?? []).toString())).toEqual(["of another", "of the task"]);
});

test("given an aborted transaction, when its partition is read, then nothing of it is given and reading goes on past it", async () => {
  const log = openLog();
  const aborted = await (await stranger()).transaction();
  await aborted.send({ topic: out, messages: [{ key: "k", value: "aborted" }] });
  await aborted.abort();
  await log.append([{ topic: out, partition: 0, key: Buffer.from("k"), value: Buffer.from("kept"), headers: null }]);

  const { records, nextOffset } = await log.read(out, 0, 0, { records: 10, bytes: 1_000 });

  expect(records.map(({ value }) => Buffer.from(value ?? []).toString())).toEqual(["kept"]);
  expect(nextOffset).toBe(await log.endOffset(out, 0));
});

test("given outputs whose making fails, when they are committed, then that failure is thrown, and nothing is written", async () => {
  const log = openLog();
  const failing = { ...task, partition: 1 };
  const end = await log.endOffset(out, 0);
  function* outputs() {
    yield { topic: out, partition: 0, key: null, value: Buffer.from("half"), headers: null };
    throw new RangeError("a fault of the processor");
  }

  const session = await log.openTask(failing);
  await expect(session.commit(outputs(), mark)).rejects.toThrow("a fault of the processor");

  expect((await log.openTask(failing)).lastMark).toBeNull();
  const { records } = await log.read(out, 0, end, { records: 10, bytes: 1_000 });
  expect(records).toEqual([]);
});
