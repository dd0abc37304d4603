import kafkajs, { type Kafka, type KafkaConfig, type LogEntry } from "kafkajs";
import { type Cluster, createCluster } from "./kafkajs-internals.ts";

const { Kafka: KafkaClient, logLevel } = kafkajs;

/** How to reach the brokers. */
export interface KafkaConnectionOptions {
  /** host:port of some of them. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: KafkaConfig["ssl"];
  readonly sasl?: KafkaConfig["sasl"];
  /** Told what kafkajs has to say; by default nobody: what matters is thrown. */
  readonly onClientLog?: (entry: LogEntry) => void;
}

export interface KafkaConnection {
  readonly client: Kafka;
  /** Connections of its own; `retries` where whoever uses them asks again by itself. */
  cluster(retries?: number): Cluster;
}

/** kafkajs, set up; nothing is connected yet. */
export function kafkaConnection(options: KafkaConnectionOptions): KafkaConnection {
  const { brokers, clientId, ssl, sasl, onClientLog } = options;
  const config: KafkaConfig = {
    brokers: [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    retry: { initialRetryTime: 50, retries: 8, maxRetryTime: 2_000 },
    logLevel: onClientLog === undefined ? logLevel.NOTHING : logLevel.WARN,
    logCreator: () => (entry) => onClientLog?.(entry),
  };
  const client = new KafkaClient(config);
  return {
    client,
    cluster: (retries) =>
      createCluster(
        { ...config, retry: { ...config.retry, ...(retries === undefined ? {} : { retries }) } },
        client.logger(),
      ),
  };
}
