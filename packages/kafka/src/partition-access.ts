/**
 * Requests about one partition, sent to its leader: found, refreshed and asked again as the cluster changes.
 *
 * What is in the way for a while (no leader, a connection lost) is retried for some seconds, then thrown as
 * KafkaUnavailableError.
 */
import { setTimeout } from "node:timers/promises";
import { UnknownTopicError } from "@stagefold/processing";
import { abandonable } from "./abandonable.ts";
import { brokerErrorType, isPassing, KafkaUnavailableError, kafkaError } from "./errors.ts";
import { type Fetched, type FetchWanted, fetchRequest } from "./fetch-request.ts";
import { type Cluster, type ClusterBroker, protocolError } from "./kafkajs-internals.ts";

export type OffsetKind = "first" | "committed-end" | "end";

export interface PartitionAccess {
  /** Throws UnknownTopicError. */
  partitionCount(topic: string): Promise<number>;
  /** Of the first record, of the end of what is committed, or of all there is. */
  offset(topic: string, partition: number, kind: OffsetKind): Promise<number>;
  /** An error code of the broker is given, not thrown, when it is OFFSET_OUT_OF_RANGE. */
  fetch(wanted: FetchWanted): Promise<Fetched>;
  /** Opens the connections anew. What waits for an answer on the old ones is asked again. */
  renew(): void;
  close(): Promise<void>;
}

export const OFFSET_OUT_OF_RANGE = 1;
const LEADER_NOT_AVAILABLE = 5;
const RETRY_MS = [5, 50, 100, 200, 400, 800, 1_600];
/** No attempt is begun later: one against a broker that hangs takes long by itself. */
const RETRY_LIMIT_MS = 5_000;
const EARLIEST = -2;
const LATEST = -1;

/** Access through a cluster of its own, connected at the first request. */
export function partitionAccess(clusterOf: () => Cluster): PartitionAccess {
  let cluster = clusterOf();
  let connected: Promise<void> | null = null;
  /** Topics that were there. */
  const known = new Set<string>();
  const asked = abandonable();

  async function connect(): Promise<void> {
    connected ??= cluster.connect();
    const connecting = connected;
    try {
      await connecting;
    } catch (error) {
      if (connected === connecting) connected = null;
      throw error;
    }
  }

  async function leaders(topic: string): Promise<ReturnType<Cluster["findTopicPartitionMetadata"]>> {
    await connect();
    if (cluster.targetTopics.has(topic)) await cluster.refreshMetadataIfNecessary();
    else await cluster.addTargetTopic(topic);
    const found = cluster.findTopicPartitionMetadata(topic);
    // A look-up that was under way before this topic was asked for may end after it, and know nothing of it.
    if (found.length === 0) throw protocolError(LEADER_NOT_AVAILABLE);
    return found;
  }

  async function leaderOf(topic: string, partition: number): Promise<ClusterBroker> {
    const found = (await leaders(topic)).find(({ partitionId }) => partitionId === partition);
    if (found === undefined) throw new UnknownTopicError(`${topic}[${partition}]`);
    return cluster.findBroker({ nodeId: found.leader });
  }

  async function retrying<T>(what: string, topic: string, work: () => Promise<T>): Promise<T> {
    const limit = performance.now() + RETRY_LIMIT_MS;
    for (const waitMs of [...RETRY_MS, null]) {
      try {
        const result = await asked.run(work());
        known.add(topic);
        return result;
      } catch (error) {
        // A broker that has just started may not yet know what it has.
        if (brokerErrorType(error) === "UNKNOWN_TOPIC_OR_PARTITION" && !known.has(topic)) {
          cluster.targetTopics.delete(topic);
          throw new UnknownTopicError(topic);
        }
        const failure = kafkaError(what, error);
        if (waitMs === null || !isPassing(failure) || performance.now() > limit) throw failure;
        await setTimeout(waitMs);
        await asked.run(recover()).catch(unlessPassing);
      }
    }
    throw new Error("unreachable");
  }

  /** Brings connections and metadata up to date. */
  async function recover(): Promise<void> {
    if (!cluster.isConnected()) await cluster.connect();
    await cluster.refreshMetadata();
  }

  /** The next attempt says it. */
  function unlessPassing(error: unknown): void {
    const failure = kafkaError("looking up the brokers", error);
    if (!isPassing(failure)) throw failure;
  }

  function renew(): void {
    const former = cluster;
    cluster = clusterOf();
    connected = null;
    asked.abandon(new KafkaUnavailableError("waiting for the brokers", new Error("the connections are opened anew")));
    // It waits for answers, which may never come.
    former.disconnect().catch(() => {});
  }

  async function send(wanted: FetchWanted): Promise<Fetched> {
    const broker = await leaderOf(wanted.topic, wanted.partition);
    try {
      const fetched = await broker.connectionPool.send(fetchRequest(wanted));
      if (fetched.errorCode !== 0 && fetched.errorCode !== OFFSET_OUT_OF_RANGE) throw protocolError(fetched.errorCode);
      return fetched;
    } catch (error) {
      // A connection that broke is not used again.
      if ((error as Error).name === "KafkaJSConnectionClosedError") await broker.disconnect();
      throw error;
    }
  }

  return {
    partitionCount: (topic) => retrying(`looking up topic ${topic}`, topic, async () => (await leaders(topic)).length),
    offset: (topic, partition, kind) =>
      retrying(`asking for offsets of ${topic}[${partition}]`, topic, async () => {
        const broker = await leaderOf(topic, partition);
        const { responses } = await broker.listOffsets({
          replicaId: -1,
          isolationLevel: kind === "committed-end" ? 1 : 0,
          topics: [{ topic, partitions: [{ partition, timestamp: kind === "first" ? EARLIEST : LATEST }] }],
        });
        return Number(responses[0]?.partitions[0]?.offset);
      }),
    fetch: (wanted) => retrying(`reading ${wanted.topic}[${wanted.partition}]`, wanted.topic, () => send(wanted)),
    renew,
    close: () => cluster.disconnect(),
  };
}
