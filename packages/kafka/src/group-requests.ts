/**
 * The requests of a group's member, with the name of its instance: kafkajs has these versions (brokers from 2.3 on)
 * and never sends the name.
 *
 * A member with such a name is static: who comes back under it takes the place of who had it, with its tasks, at
 * once and without a rebalance. Without it a process that was killed would wait for the end of its own session.
 */
import { type ClusterBroker, type JoinedGroup, kafkajsRequest, type ProtocolRequest } from "./kafkajs-internals.ts";

export interface MemberName {
  readonly group: string;
  /** Empty: none yet. */
  readonly memberId: string;
  readonly instanceId: string;
}

export interface JoinWanted extends MemberName {
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocol: { readonly name: string; readonly metadata: Buffer };
}

/** Joins, and waits for the others. */
export function joinGroup(coordinator: ClusterBroker, wanted: JoinWanted): Promise<JoinedGroup> {
  const { sessionTimeoutMs, rebalanceTimeoutMs, protocol, ...name } = wanted;
  return send<JoinedGroup>(coordinator, "joinGroup", 5, {
    ...fields(name),
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: rebalanceTimeoutMs,
    protocolType: "consumer",
    groupProtocols: [protocol],
  });
}

/** Says who is to have what, where we lead, and gives what we are to have. */
export async function syncGroup(
  coordinator: ClusterBroker,
  name: MemberName,
  generationId: number,
  groupAssignment: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[],
): Promise<Buffer> {
  const wanted = { ...fields(name), generationId, groupAssignment };
  const { memberAssignment } = await send<{ readonly memberAssignment: Buffer }>(coordinator, "syncGroup", 3, wanted);
  return memberAssignment;
}

/** Says that we are there. */
export async function heartbeat(coordinator: ClusterBroker, name: MemberName, generation: number): Promise<void> {
  await send(coordinator, "heartbeat", 3, { ...fields(name), groupGenerationId: generation });
}

/** Leaves; without the member's id, whoever has the instance's name. */
export async function leaveGroup(coordinator: ClusterBroker, name: MemberName): Promise<void> {
  await send(coordinator, "leaveGroup", 3, fields(name));
}

function fields({ group, memberId, instanceId }: MemberName) {
  return { groupId: group, memberId, groupInstanceId: instanceId };
}

async function send<T>(coordinator: ClusterBroker, request: string, version: number, wanted: object): Promise<T> {
  try {
    return await coordinator.connectionPool.send(kafkajsRequest(request, version)(wanted) as ProtocolRequest<T>);
  } catch (error) {
    // A connection that broke is not used again.
    if ((error as Error).name === "KafkaJSConnectionClosedError") await coordinator.disconnect();
    throw error;
  }
}
