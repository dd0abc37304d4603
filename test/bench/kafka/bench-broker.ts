/** The broker that speed is measured on: one node with a gigabyte of heap, empty, with Stagefold's topics. */
import { COMMITS_TOPIC } from "@stagefold/kafka";
import { TOPICS } from "@stagefold/processors";
import kafkajs, { type Admin } from "kafkajs";
import { type JvmBroker, startJvmBroker } from "../../kafka/broker/jvm-broker.ts";

export const PARTITIONS = 6;

/** Heap and settings as a Kafka Streams application beside it has them, so that the two can be compared. */
const JAVA = ["-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"];
const PROPERTIES = {
  "offsets.topic.num.partitions": 4,
  "transaction.state.log.num.partitions": 4,
  "log.cleaner.dedupe.buffer.size": 134_217_728,
  "log.retention.ms": -1,
};

/** A broker with its topics, and who may be asked about it. */
export interface BenchBroker extends JvmBroker {
  readonly admin: Admin;
}

/** Starts a broker of its own; its `stop` ends all there is of it. */
export async function startBenchBroker(): Promise<BenchBroker> {
  const broker = await startJvmBroker({ java: JAVA, properties: PROPERTIES });
  const admin = client(broker.brokers).admin();
  async function stop(): Promise<void> {
    await admin.disconnect();
    await broker.stop();
  }
  try {
    await admin.connect();
    const plans = [...TOPICS, { name: COMMITS_TOPIC, compacted: true }];
    const topics = plans.map(({ name, compacted }) => ({
      topic: name,
      numPartitions: PARTITIONS,
      configEntries: [{ name: "cleanup.policy", value: compacted ? "compact" : "delete" }],
    }));
    await admin.createTopics({ topics });
    return { ...broker, admin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** kafkajs as a stranger uses it. */
export function client(brokers: string): kafkajs.Kafka {
  return new kafkajs.Kafka({ brokers: brokers.split(","), clientId: "bench", logLevel: kafkajs.logLevel.NOTHING });
}

/** The end of each partition, those of its open transactions not counted. */
export async function endOffsets(admin: Admin, topic: string): Promise<readonly number[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));
}
