/**
 * What this package uses of kafkajs beyond its public face: its cluster (connections, metadata, requests).
 *
 * kafkajs reads through consumer groups only and decodes to records without their batches. A log that is read
 * from an offset, and says where to read on past gaps, needs the fetch request itself. The version is pinned in
 * the catalogue; docs/adr/0012 has the reasons.
 */
import { createRequire } from "node:module";
import { crc32c } from "@node-rs/crc32";
import type { KafkaConfig } from "kafkajs";

const require = createRequire(import.meta.url);

/** A request and how to read its response, as kafkajs sends it. */
export interface ProtocolRequest<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<ProtocolEncoder>;
  };
  readonly response: {
    decode(payload: Buffer): Promise<T>;
    parse(decoded: T): Promise<T>;
  };
  readonly requestTimeout?: number;
}

/** Bytes to be sent; kafkajs looks at both. */
export interface ProtocolEncoder {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

export interface ClusterBroker {
  /** Once it is connected: by Kafka's number of a request, the versions of it that the broker takes. */
  readonly versions?: Readonly<Record<number, { readonly maxVersion: number } | undefined>>;
  readonly connectionPool: { send<T>(request: ProtocolRequest<T>): Promise<T> };
  disconnect(): Promise<void>;
  listOffsets(request: {
    readonly replicaId: number;
    readonly isolationLevel: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[];
    }[];
  }): Promise<{ readonly responses: readonly { readonly partitions: readonly { readonly offset: string }[] }[] }>;
}

/** What a member is told when it has joined; only the leader is told the members. */
export interface JoinedGroup {
  readonly generationId: number;
  readonly leaderId: string;
  readonly memberId: string;
  readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
}

export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  readonly targetTopics: Set<string>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader: number }[];
  findGroupCoordinator(of: { readonly groupId: string }): Promise<ClusterBroker>;
  findBroker(at: { readonly nodeId: number | string }): Promise<ClusterBroker>;
  readonly brokerPool: { findConnectedBroker(): Promise<ClusterBroker> };
}

/** What a broker says of topics; an error code other than 0 stands for the rest of its entry. */
export interface TopicMetadata {
  readonly topicErrorCode: number;
  readonly topic: string;
  readonly partitionMetadata: readonly { readonly leader: number; readonly replicas: readonly number[] }[];
}

/** The settings of a resource as a broker has them; an error code other than 0 stands for them. */
export interface ResourceConfig {
  readonly errorCode: number;
  readonly resourceName: string;
  readonly configEntries: readonly { readonly configName: string; readonly configValue: string | null }[];
}

interface ProtocolResponse<T> {
  decode(payload: Buffer): Promise<T>;
}

type ClusterOptions = KafkaConfig & {
  readonly logger: unknown;
  readonly metadataMaxAge: number;
  readonly allowAutoTopicCreation: boolean;
};

const ClusterOf = require("kafkajs/src/cluster/index.js") as new (options: ClusterOptions) => Cluster;
const defaultSocketFactory = require("kafkajs/src/network/socketFactory.js") as () => NonNullable<
  KafkaConfig["socketFactory"]
>;
const { createErrorFromCode } = require("kafkajs/src/protocol/error.js") as {
  createErrorFromCode(code: number): Error;
};
const { lookupCodecByAttributes } = require("kafkajs/src/protocol/message/compression/index.js") as {
  lookupCodecByAttributes(attributes: number): { decompress(bytes: Buffer): Promise<Buffer> } | null;
};

const metadata = {
  request: require("kafkajs/src/protocol/requests/metadata/v6/request.js") as (wanted: {
    readonly topics: readonly string[];
    readonly allowAutoTopicCreation: boolean;
  }) => ProtocolRequest<unknown>["request"],
  response: require("kafkajs/src/protocol/requests/metadata/v6/response.js") as ProtocolResponse<{
    readonly topicMetadata: readonly TopicMetadata[];
  }>,
};
const describeConfigs = {
  request: require("kafkajs/src/protocol/requests/describeConfigs/v2/request.js") as (wanted: {
    readonly resources: readonly { readonly type: number; readonly name: string }[];
  }) => ProtocolRequest<unknown>["request"],
  response: require("kafkajs/src/protocol/requests/describeConfigs/v2/response.js") as ProtocolResponse<{
    readonly resources: readonly ResourceConfig[];
  }>,
};
/** Kafka's number for a topic among the things that have settings. */
export const TOPIC_RESOURCE = 2;

/** Asks about these topics, of which some may be missing or forbidden: kafkajs itself throws for all when one is. */
export function metadataRequest(
  topics: readonly string[],
): ProtocolRequest<{ readonly topicMetadata: readonly TopicMetadata[] }> {
  const { decode } = metadata.response;
  return {
    request: metadata.request({ topics, allowAutoTopicCreation: false }),
    response: { decode, parse: async (decoded) => decoded },
  };
}

/** Asks for all settings of these topics, each with an error code of its own. */
export function describeConfigsRequest(
  topics: readonly string[],
): ProtocolRequest<{ readonly resources: readonly ResourceConfig[] }> {
  const { decode } = describeConfigs.response;
  const resources = topics.map((name) => ({ type: TOPIC_RESOURCE, name }));
  return {
    request: describeConfigs.request({ resources }),
    response: { decode, parse: async (decoded) => decoded },
  };
}

const checksum = require("kafkajs/src/protocol/recordBatch/crc32C/index.js") as {
  (bytes: Buffer): number;
  /** Of our patch: how checksums are taken from now on. */
  use(native: (bytes: Buffer) => number): void;
};
// In JavaScript a byte's checksum costs more than all else that is done to write it.
checksum.use(crc32c);

/** Connections to the brokers and what they say of topics; `logger` is that of a kafkajs client. */
export function createCluster(config: KafkaConfig, logger: unknown): Cluster {
  return new ClusterOf({
    connectionTimeout: 1_000,
    enforceRequestTimeout: true,
    socketFactory: defaultSocketFactory(),
    ...config,
    logger,
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
  });
}

/** A version of a request that kafkajs has, by its name of it. */
export function kafkajsRequest(name: string, version: number): (wanted: object) => ProtocolRequest<unknown> {
  const { protocol } = require(`kafkajs/src/protocol/requests/${name}/index.js`) as {
    protocol(of: { readonly version: number }): (wanted: object) => ProtocolRequest<unknown>;
  };
  return protocol({ version });
}

export { createErrorFromCode as protocolError, defaultSocketFactory, lookupCodecByAttributes };
