import { randomUUID } from "node:crypto";
import { openKafkaLog } from "@stagefold/kafka";
import type { CommitMark, Log, OutRecord, TaskId } from "@stagefold/processing";
import { logContract } from "@stagefold/testkit";
import kafkajs from "kafkajs";
import { afterAll, beforeAll, inject } from "vitest";

const brokers = inject("brokers").split(",");
const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();

beforeAll(() => admin.connect());
afterAll(() => admin.disconnect());

// Each test has topics and groups of its own on the one broker, by a prefix.
logContract("Kafka", async () => {
  const prefix = `${randomUUID().slice(0, 8)}.`;
  const open = () =>
    openKafkaLog({ brokers, clientId: "contract", commitsTopic: `${prefix}commits`, compression: "zstd" });
  let kafka = open();
  const create = async (name: string, numPartitions: number, compacted: boolean): Promise<void> => {
    const configEntries = [{ name: "cleanup.policy", value: compacted ? "compact" : "delete" }];
    await admin.createTopics({ topics: [{ topic: prefix + name, numPartitions, configEntries }], timeout: 10_000 });
  };
  await create("commits", 1, true);
  return {
    get log() {
      return prefixed(kafka, prefix);
    },
    createTopic: ({ name, partitions, compacted }) => create(name, partitions, compacted),
    async reopen() {
      await kafka.close();
      kafka = open();
      return prefixed(kafka, prefix);
    },
    async deleteRecordsBefore(topic, partition, offset) {
      // kafkajs finds the leader only of a topic that it has been asked about.
      await admin.fetchTopicOffsets(prefix + topic);
      await admin.deleteTopicRecords({ topic: prefix + topic, partitions: [{ partition, offset: String(offset) }] });
    },
    isStampedByClock: false,
    close: () => kafka.close(),
  };
});

/** The log with every name of a topic or group under `prefix`. */
function prefixed(log: Log, prefix: string): Log {
  const record = (out: OutRecord): OutRecord => ({ ...out, topic: prefix + out.topic });
  const mark = ({ positions, ...rest }: CommitMark, rename: (topic: string) => string): CommitMark => ({
    ...rest,
    positions: Object.fromEntries(Object.entries(positions).map(([topic, at]) => [rename(topic), at])),
  });
  const inside = (topic: string): string => prefix + topic;
  const outside = (topic: string): string => topic.slice(prefix.length);
  return {
    partitionCount: (topic) => log.partitionCount(inside(topic)),
    firstOffset: (topic, partition) => log.firstOffset(inside(topic), partition),
    endOffset: (topic, partition) => log.endOffset(inside(topic), partition),
    read: (topic, partition, offset, limit) => log.read(inside(topic), partition, offset, limit),
    append: (records) => log.append(records.map(record)),
    async openTask({ group, partition }: TaskId) {
      const session = await log.openTask({ group: prefix + group, partition });
      return {
        get lastMark() {
          return session.lastMark === null ? null : mark(session.lastMark, outside);
        },
        commit: (outputs, newMark) => session.commit(Iterator.from(outputs).map(record), mark(newMark, inside)),
        close: () => session.close(),
      };
    },
  };
}
