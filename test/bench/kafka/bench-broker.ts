/** The broker that speed is measured on: one node with a gigabyte of heap, empty, with Stagefold's topics. */
import { EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import kafkajs, { type Admin } from "kafkajs";
import { startJvmBroker } from "../../kafka/broker/jvm-broker.ts";
import { startJvmRegistry } from "../../kafka/registry/jvm-registry.ts";
import { registerOwnSchemas } from "../../kafka/registry/own-schemas.ts";
import { makeTopics } from "../../kafka/stagefold-topics.ts";

export const PARTITIONS = 6;

const PUBLIC_RECORDS = [
  "LeadStageChanged",
  "LeadActivityRecorded",
  "SpendRecorded",
  "TargetSet",
  "LeadStageStay",
  "SlaBreachEvent",
  "FunnelMetric",
] as const;

/** Heap and settings as a Kafka Streams application beside it has them, so that the two can be compared. */
const JAVA = ["-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"];
const PROPERTIES = {
  "offsets.topic.num.partitions": 4,
  "transaction.state.log.num.partitions": 4,
  "log.cleaner.dedupe.buffer.size": 134_217_728,
  "log.retention.ms": -1,
};

/** A broker with Stagefold's topics, a registry with its schemas, and who may be asked about them. */
export interface BenchBroker {
  readonly brokers: string;
  readonly registry: string;
  /** Of the broker. */
  readonly pid: number;
  readonly admin: Admin;
  /** Ends both and removes what they kept. */
  stop(): Promise<void>;
}

/** Starts a broker and a registry of their own, made ready as a user would. */
export async function startBenchBroker(): Promise<BenchBroker> {
  // Whoever is told to end ends what it has started: that hangs on the event of exit.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  const ends: (() => Promise<void>)[] = [];
  async function stop(): Promise<void> {
    for (const end of ends.reverse()) await end();
  }
  try {
    const registry = await startJvmRegistry();
    ends.push(registry.remove);
    const broker = await startJvmBroker({ java: JAVA, properties: PROPERTIES });
    ends.push(broker.remove);
    const admin = client(broker.address).admin();
    await admin.connect();
    ends.push(() => admin.disconnect());
    await makeTopics([broker.address], PARTITIONS);
    const ids = await registerOwnSchemas(registry.address);
    // As an empty registry numbers them: loaders and readers need not ask, those of others among them.
    for (const name of PUBLIC_RECORDS)
      if (ids.idOf(name) !== EMBEDDED_SCHEMA_IDS.idOf(name))
        throw new Error(`${name} has the number ${ids.idOf(name)}`);
    return { brokers: broker.address, registry: registry.address, pid: broker.pid(), admin, stop };
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
