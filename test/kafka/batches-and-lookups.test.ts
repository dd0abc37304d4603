/** What brokers with their default settings take, and what they say of topics that are asked for at once. */
import { randomUUID } from "node:crypto";
import { openKafkaLog } from "@stagefold/kafka";
import kafkajs from "kafkajs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

const brokers = inject("brokers").split(",");
const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
const names = Array.from({ length: 10 }, (_, index) => `${randomUUID().slice(0, 8)}.${index}`);
const [letters = ""] = names;

beforeAll(async () => {
  await admin.connect();
  const configEntries = [{ name: "max.message.bytes", value: "1048588" }];
  await admin.createTopics({ topics: names.map((topic) => ({ topic, numPartitions: 2, configEntries })) });
});
afterAll(async () => {
  await admin.deleteTopics({ topics: names });
  await admin.disconnect();
});

test("given many small records with large headers, as dead letters are, when they are written at once, then no batch is larger than a topic takes", async () => {
  const log = openKafkaLog({ brokers, clientId: "test" });
  const headers = { "stagefold.detail": Buffer.alloc(600, "x") };
  const record = { topic: letters, partition: 0, key: Buffer.from("k"), value: Buffer.from("v"), headers };
  await log.append(Array.from({ length: 4_000 }, () => record));
  expect(await log.endOffset(letters, 0)).toBeGreaterThanOrEqual(4_000);
  await log.close();
});

test("given a log that has looked nothing up yet, when all topics are asked for at once, then each is known", async () => {
  const counts = new Set<number>();
  for (let round = 0; round < 20; round++) {
    const log = openKafkaLog({ brokers, clientId: "test" });
    const walk = async (task: number): Promise<void> => {
      for (const name of names) {
        counts.add(await log.partitionCount(name));
        await log.endOffset(name, task % 2);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, task) => walk(task)));
    await log.close();
  }
  expect([...counts]).toEqual([2]);
});
