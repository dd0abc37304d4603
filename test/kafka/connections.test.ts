/** The connections of a log: opened once, opened anew while it is read, and all closed in the end. */
import { COMMITS_TOPIC, openKafkaLog } from "@stagefold/kafka";
import kafkajs from "kafkajs";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";

const brokers = inject("brokers").split(",");
const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
const TOPIC = "restart-test";

beforeAll(async () => {
  await admin.connect();
  const configEntries = [{ name: "cleanup.policy", value: "compact" }];
  await admin.createTopics({
    topics: [
      { topic: TOPIC, numPartitions: 8 },
      { topic: COMMITS_TOPIC, configEntries },
    ],
  });
});
afterAll(async () => {
  await admin.deleteTopics({ topics: [TOPIC, COMMITS_TOPIC] });
  await admin.disconnect();
});

test("given reads under way, when the connections are opened anew, then they go on, nothing left out and nothing twice", async () => {
  const log = openKafkaLog({ brokers, clientId: "restart" });
  const value = Buffer.alloc(2_000);
  const record = { topic: TOPIC, partition: 0, key: null, value, headers: null };
  await log.append(Array.from({ length: 3_000 }, () => record));
  const end = await log.endOffset(TOPIC, 0);

  const offsets: number[] = [];
  for (let offset = 0; offset < end; ) {
    const reading = log.read(TOPIC, 0, offset, { records: 100, bytes: 1 << 20 });
    if (offset % 500 === 0) log.restart();
    const { records, nextOffset } = await reading;
    offsets.push(...records.map((read) => read.offset));
    offset = nextOffset;
  }

  expect(offsets).toEqual(Array.from({ length: 3_000 }, (_, offset) => offset));
  await log.close();
});

test("given a task that is being taken over, when the connections are opened anew, then that fails for now, and the next attempt has it", async () => {
  const log = openKafkaLog({ brokers, clientId: "restart" });
  const id = { group: "restart", partition: 0 };
  await log.partitionCount(COMMITS_TOPIC);
  let isSettled = false;
  const opening = log.openTask(id).then(
    () => "opened",
    (error) => error,
  );
  void opening.then(() => {
    isSettled = true;
  });
  while (!isSettled) {
    log.restart();
    await new Promise(setImmediate);
  }
  expect(await opening).toMatchObject({ code: "STF-KFK-001", disposition: "retry" });

  const session = await log.openTask(id);
  await session.commit([], { commitNumber: 1, positions: {}, clock: null, configuredAt: 1 });
  expect(session.lastMark?.commitNumber).toBe(1);
  await log.close();
});

test("given partitions that are first read at the same time, when the log is closed, then no connection is left open", async () => {
  const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
  const before = sockets();
  const log = openKafkaLog({ brokers, clientId: "restart" });
  const limit = { records: 1, bytes: 1 };
  const partitions = Array.from({ length: 8 }, (_, partition) => partition);

  await Promise.all(partitions.map((partition) => log.read(TOPIC, partition, 0, limit)));
  await log.close();

  // What was closed is gone when the broker has closed it, too.
  await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before));
});
