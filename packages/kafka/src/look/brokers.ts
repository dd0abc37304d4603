import { kafkaError } from "../errors.ts";
import { type KafkaConnectionOptions, kafkaConnection } from "../kafka-connection.ts";

/** What there is to say of a cluster without any right. */
export interface FoundBrokers {
  readonly clusterId: string | null;
  /** host:port of each. */
  readonly brokers: readonly string[];
  /** Requests that we send, in versions that the one that was asked does not take. */
  readonly missing: readonly string[];
}

/** By Kafka's number, the request and the version of it that we send: those that came last, in 2.3. */
const NEEDED: readonly (readonly [key: number, name: string, version: number])[] = [
  [3, "Metadata", 8],
  [11, "JoinGroup", 5],
  [12, "Heartbeat", 3],
  [44, "IncrementalAlterConfigs", 0],
];

/** Asks some broker. Throws as all of Kafka. */
export async function foundBrokers(options: KafkaConnectionOptions): Promise<FoundBrokers> {
  const connection = kafkaConnection(options);
  const admin = connection.client.admin();
  const cluster = connection.cluster();
  try {
    await admin.connect();
    const { clusterId, brokers } = await admin.describeCluster();
    await cluster.connect();
    const { versions } = await cluster.brokerPool.findConnectedBroker();
    const missing = NEEDED.filter(([key, , version]) => (versions?.[key]?.maxVersion ?? -1) < version);
    return {
      clusterId: clusterId === "" ? null : clusterId,
      brokers: brokers.map(({ host, port }) => `${host}:${port}`),
      missing: missing.map(([, name, version]) => `${name} ${version}`),
    };
  } catch (error) {
    throw kafkaError("asking the brokers who they are", error);
  } finally {
    await Promise.all([admin.disconnect(), cluster.disconnect()]);
  }
}
