/**
 * Which rights our principal lacks, asked before they are needed: a broker that refuses says late, and of groups and
 * transactional ids not even which one.
 *
 * | of                | asked by                                                                 |
 * | ----------------- | ------------------------------------------------------------------------ |
 * | topics            | Metadata, which says what is permitted                                     |
 * | groups            | a heartbeat of a member that nobody knows                                  |
 * | transactional ids | offsets for a transaction of a producer that nobody knows                  |
 *
 * The latter two are refused either way, for the right that is missing or else for what nobody knows, and change nothing.
 */
import { brokerErrorType, isWithoutCoordinator, kafkaError, MissingRightsError } from "../errors.ts";
import { type KafkaConnectionOptions, kafkaConnection } from "../kafka-connection.ts";
import { type ClusterBroker, kafkajsRequest, type ProtocolRequest } from "../kafkajs-internals.ts";
import type { Right } from "./right.ts";
import { topicOperationsRequest } from "./topic-operations.ts";

const TOPIC_FORBIDDEN = 29;
const NOBODY = "stagefold-asks-for-its-rights";

/** Those of `wanted` that are missing, in their order; what a broker does not tell is not among them. Throws as all of Kafka. */
export async function missingRights(
  options: KafkaConnectionOptions,
  wanted: readonly Right[],
): Promise<readonly Right[]> {
  const cluster = kafkaConnection(options).cluster();
  try {
    await cluster.connect();
    const broker = await cluster.brokerPool.findConnectedBroker();
    const topics = await topicRights(broker, wanted);
    const missing: Right[] = [];
    for (const right of wanted) if (await isMissing(broker, right, topics)) missing.push(right);
    return missing;
  } catch (error) {
    throw kafkaError("asking what we may do", error);
  } finally {
    await cluster.disconnect();
  }
}

/**
 * A failure of finding who coordinates a group or a transactional id, which kafkajs tells apart from nothing: where it is
 * this right that is missing, the error that names it. Any other as kafkaError has it.
 */
export async function coordinatorError(
  options: KafkaConnectionOptions,
  right: Pick<Right, "resource" | "name" | "operation">,
  what: string,
  error: unknown,
): Promise<unknown> {
  if (!isWithoutCoordinator(error)) return kafkaError(what, error);
  const wanted = [{ ...right, isPrefix: false, isOptional: false }];
  // Brokers that are away say nothing of rights.
  const missing = await missingRights(options, wanted).catch(() => []);
  return missing.length === 0 ? kafkaError(what, error) : new MissingRightsError(missing, error);
}

type MayNot = (right: Right) => boolean;

async function topicRights(broker: ClusterBroker, wanted: readonly Right[]): Promise<MayNot> {
  const names = new Set(wanted.filter(({ resource }) => resource === "topic").map(({ name }) => name));
  if (names.size === 0) return () => false;
  const found = await broker.connectionPool.send(topicOperationsRequest([...names]));
  const byName = new Map(found.map((topic) => [topic.topic, topic]));
  return ({ name, operation }) => {
    const topic = byName.get(name);
    return topic?.errorCode === TOPIC_FORBIDDEN || topic?.may(operation) === false;
  };
}

async function isMissing(broker: ClusterBroker, right: Right, topicIsMissing: MayNot): Promise<boolean> {
  switch (right.resource) {
    case "topic":
      return topicIsMissing(right);
    case "group": {
      const wanted = { groupId: right.name, groupGenerationId: 0, memberId: NOBODY };
      return (await refusalOf(broker, "heartbeat", 0, wanted)) === "GROUP_AUTHORIZATION_FAILED";
    }
    case "transactional-id": {
      // Of a prefix the name of its first task: where each name has a right of its own, that one is there.
      const transactionalId = right.isPrefix ? `${right.name}0` : right.name;
      const wanted = { transactionalId, producerId: -1, producerEpoch: 0, groupId: NOBODY };
      return (await refusalOf(broker, "addOffsetsToTxn", 0, wanted)) === "TRANSACTIONAL_ID_AUTHORIZATION_FAILED";
    }
  }
}

/** What the broker answers to what cannot be done. */
async function refusalOf(broker: ClusterBroker, name: string, version: number, wanted: object): Promise<string | null> {
  try {
    await broker.connectionPool.send(kafkajsRequest(name, version)(wanted) as ProtocolRequest<unknown>);
    return null;
  } catch (error) {
    const type = brokerErrorType(error);
    if (type === undefined) throw error;
    return type;
  }
}
