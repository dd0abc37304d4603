/** Connections end with the log that opened them: one that is left keeps a process that is to end from ending. */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { openKafkaLog } from "@stagefold/kafka";
import kafkajs from "kafkajs";
import { expect, inject, test } from "vitest";

const brokers = inject("brokers").split(",");
const PARTITIONS = 8;

/** Connections of this process that are open. */
function connections(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === "TCPSocketWrap").length;
}

test("given a log whose first reads come all at once, when it is closed, then it leaves no connection", async () => {
  const topic = randomUUID();
  const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }] });
  await admin.disconnect();
  const before = connections();
  const log = openKafkaLog({ brokers, clientId: "test" });
  expect(await log.partitionCount(topic)).toBe(PARTITIONS);

  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  await Promise.all(partitions.map((partition) => log.read(topic, partition, 0, { records: 1, bytes: 1 })));
  await log.close();

  // The broker's end of a connection takes its time; one that is left stays for minutes.
  while (connections() > before) await setTimeout(10);
});
