/** Topics as the brokers have them: looked at, made, altered. */
import { setTimeout } from "node:timers/promises";
import { brokerErrorType, KafkaClosedError, KafkaUnavailableError, kafkaError } from "../errors.ts";
import { type KafkaConnectionOptions, kafkaConnection } from "../kafka-connection.ts";
import {
  describeConfigsRequest,
  metadataRequest,
  type ProtocolRequest,
  protocolError,
  type ResourceConfig,
  type TopicMetadata,
} from "../kafkajs-internals.ts";
import { incrementalAlterConfigsRequest } from "./incremental-alter-configs.ts";
import type { FoundTopic, FoundTopics } from "./wanted-topic.ts";

/** A topic to be made. */
export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  /** null: the brokers' default. */
  readonly replicationFactor: number | null;
  readonly settings: ReadonlyMap<string, string>;
}

export interface TopicAdmin {
  /** What there is of these topics. Throws KafkaRefusedError where we may not see whether one is there. */
  describe(names: readonly string[]): Promise<FoundTopics>;
  /** Makes them, and waits until they can be used; one that somebody else makes at the same time is left to them. */
  create(topics: readonly NewTopic[]): Promise<void>;
  /** Sets these settings of the topic, all or none, and no others. */
  alter(name: string, settings: ReadonlyMap<string, string>): Promise<void>;
  close(): Promise<void>;
}

const UNKNOWN_TOPIC = 3;
const CREATE_LIMIT_MS = 30_000;
const CREATE_POLL_MS = 50;
/** Answers that say that we may not see the settings. */
const FORBIDDEN = new Set(["TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED"]);

/** The topics of a cluster. Nothing is connected before the first call. */
export function openTopicAdmin(options: KafkaConnectionOptions): TopicAdmin {
  const connection = kafkaConnection(options);
  const cluster = connection.cluster();
  let connected: Promise<void> | null = null;
  let isClosed = false;

  async function send<T>(request: ProtocolRequest<T>): Promise<T> {
    if (isClosed) throw new KafkaClosedError("the connection for topics");
    connected ??= cluster.connect();
    try {
      await connected;
    } catch (error) {
      connected = null;
      throw error;
    }
    const broker = await cluster.brokerPool.findConnectedBroker();
    return broker.connectionPool.send(request);
  }

  async function describe(names: readonly string[]): Promise<FoundTopics> {
    if (names.length === 0) return new Map();
    const { topicMetadata } = await send(metadataRequest(names));
    const there = topicMetadata.filter(({ topicErrorCode }) => topicErrorCode !== UNKNOWN_TOPIC);
    for (const { topic, topicErrorCode } of there)
      if (topicErrorCode !== 0) throw kafkaError(`looking up topic ${topic}`, protocolError(topicErrorCode));
    if (there.length === 0) return new Map();
    const { resources } = await send(describeConfigsRequest(there.map(({ topic }) => topic)));
    const configs = new Map(resources.map((resource) => [resource.resourceName, resource]));
    // One that is being deleted may be there for the one request and gone for the other.
    const left = there.filter(({ topic }) => configs.get(topic)?.errorCode !== UNKNOWN_TOPIC);
    return new Map(left.map((topic) => [topic.topic, foundTopic(topic, configs.get(topic.topic))]));
  }

  async function waitFor(topics: readonly NewTopic[]): Promise<void> {
    const limit = performance.now() + CREATE_LIMIT_MS;
    const names = topics.map(({ name }) => name);
    for (;;) {
      const { topicMetadata } = await send(metadataRequest(names));
      const waiting = topicMetadata.filter(
        ({ topicErrorCode, partitionMetadata }) =>
          topicErrorCode !== 0 || partitionMetadata.some(({ leader }) => leader < 0),
      );
      if (waiting.length === 0) return;
      if (performance.now() > limit)
        throw new KafkaUnavailableError("making topics", new Error(`without leaders: ${namesOf(waiting)}`));
      await setTimeout(CREATE_POLL_MS);
    }
  }

  return {
    async describe(names) {
      try {
        return await describe(names);
      } catch (error) {
        throw kafkaError("looking up topics", error);
      }
    },
    async create(topics) {
      if (topics.length === 0) return;
      const admin = connection.client.admin();
      try {
        await admin.connect();
        await admin.createTopics({ topics: topics.map(asKafkaJs), waitForLeaders: false });
      } catch (error) {
        const refusal = refusalIn(error);
        if (refusal === undefined) throw kafkaError("making topics", error);
        throw kafkaError(`making topic ${refusal.topic}`, refusal);
      } finally {
        await admin.disconnect();
      }
      await waitFor(topics);
    },
    async alter(name, settings) {
      const { errorCode, message } = await send(incrementalAlterConfigsRequest(name, settings)).catch(
        (error: unknown) => {
          throw kafkaError(`altering topic ${name}`, error);
        },
      );
      if (errorCode === 0) return;
      const what = message === "" ? `altering topic ${name}` : `altering topic ${name} (${message})`;
      throw kafkaError(what, protocolError(errorCode));
    },
    async close() {
      isClosed = true;
      await cluster.disconnect();
    },
  };
}

function namesOf(topics: readonly TopicMetadata[]): string {
  return topics.map(({ topic }) => topic).join(", ");
}

function foundTopic({ partitionMetadata }: TopicMetadata, config: ResourceConfig | undefined): FoundTopic {
  return {
    partitions: partitionMetadata.length,
    replicationFactor: Math.max(0, ...partitionMetadata.map(({ replicas }) => replicas.length)),
    settings: settingsOf(config),
  };
}

function settingsOf(config: ResourceConfig | undefined): ReadonlyMap<string, string> | null {
  if (config === undefined) return null;
  const { errorCode, resourceName, configEntries } = config;
  if (errorCode !== 0) {
    const error = protocolError(errorCode);
    if (FORBIDDEN.has(brokerErrorType(error) ?? "")) return null;
    throw kafkaError(`looking up the settings of topic ${resourceName}`, error);
  }
  return new Map(
    configEntries.flatMap(({ configName, configValue }) => (configValue === null ? [] : [[configName, configValue]])),
  );
}

function asKafkaJs({ name, partitions, replicationFactor, settings }: NewTopic) {
  return {
    topic: name,
    numPartitions: partitions,
    replicationFactor: replicationFactor ?? -1,
    configEntries: [...settings].map(([setting, value]) => ({ name: setting, value })),
  };
}

interface CreateRefusal extends Error {
  readonly type: string;
  readonly topic: string;
}

/** Why the first of the topics could not be made. That one is there already is no reason: kafkajs says so of all or none. */
function refusalIn(error: unknown): CreateRefusal | undefined {
  const { errors = [] } = error as { readonly errors?: readonly CreateRefusal[] };
  return errors.find(({ type }) => type !== "TOPIC_ALREADY_EXISTS");
}
