import kafkajs, { type Kafka, type KafkaConfig, type LogEntry, type Producer, type ProducerConfig } from "kafkajs";
import { type Cluster, createCluster } from "./kafkajs-internals.ts";
import { type OwnSockets, ownSockets } from "./own-sockets.ts";

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
  /** Connections of its own; `retries` where whoever uses them asks again by itself. Disconnected, it stays so. */
  cluster(retries?: number): Cluster;
  /** A producer with connections of its own. Disconnected, it stays so, whatever it was doing. */
  producer(options: ProducerConfig): Producer;
}

/** A broker that has not answered for so long hangs. */
const REQUEST_LIMIT_MS = 10_000;

/** kafkajs, set up; nothing is connected yet. */
export function kafkaConnection(options: KafkaConnectionOptions): KafkaConnection {
  const { brokers, clientId, ssl, sasl, onClientLog } = options;
  const config: KafkaConfig = {
    brokers: [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    retry: { initialRetryTime: 50, retries: 8, maxRetryTime: 2_000 },
    requestTimeout: REQUEST_LIMIT_MS,
    logLevel: onClientLog === undefined ? logLevel.NOTHING : logLevel.WARN,
    logCreator: () => (entry) => onClientLog?.(entry),
  };
  const client = new KafkaClient(config);
  return {
    client,
    cluster(retries) {
      const sockets = ownSockets();
      const retry = { ...config.retry, ...(retries === undefined ? {} : { retries }) };
      const cluster = createCluster({ ...config, retry, socketFactory: sockets.factory }, client.logger());
      const disconnect = cluster.disconnect.bind(cluster);
      return Object.assign(cluster, { disconnect: () => ended(sockets, disconnect) });
    },
    producer(producerOptions) {
      const sockets = ownSockets();
      const producer = new KafkaClient({ ...config, socketFactory: sockets.factory }).producer(producerOptions);
      return { ...producer, disconnect: () => ended(sockets, producer.disconnect) };
    },
  };
}

function ended(sockets: OwnSockets, disconnect: () => Promise<void>): Promise<void> {
  sockets.end();
  return disconnect();
}
