/**
 * Membership in a consumer group, for one thing only: to be told which partitions are ours. Nothing is fetched.
 *
 * While the group rebalances, the tasks go on: what is safe does not rest on the group but on the fence of each
 * task's producer, and a task that stays need not be taken over anew. What is not ours any more is given up when
 * the new assignment is known. A member that the group has lost keeps its tasks until it has joined again, or is
 * fenced.
 */
import { setTimeout } from "node:timers/promises";
import { brokerErrorType, isPassing, kafkaError } from "./errors.ts";
import { assignedPartitions, GROUP_PROTOCOL, groupAssignment, memberMetadata } from "./group-messages.ts";
import { type KafkaConnectionOptions, kafkaConnection } from "./kafka-connection.ts";
import type { Cluster, ClusterBroker } from "./kafkajs-internals.ts";

export interface GroupOptions {
  readonly connection: KafkaConnectionOptions;
  readonly group: string;
  /** What the group reads: topics with the same partitions, of which a member has the same numbers. */
  readonly topics: readonly string[];
  readonly partitions: number;
  /** Told after every rebalance. */
  readonly onAssigned: (partitions: readonly number[]) => void;
  /** Told what went wrong and is tried again. */
  readonly onTrouble: (error: unknown) => void;
  /** Aborted: leave the group. */
  readonly signal: AbortSignal;
  /** Not heard of for so long, a member is taken for dead. Default 30 s. */
  readonly sessionTimeoutMs?: number;
  readonly heartbeatMs?: number;
}

/** How long the coordinator waits for members to join again; ours do at their next heartbeat. */
const REBALANCE_TIMEOUT_MS = 30_000;
const RETRY_MS = 500;
/** What a member hears that must join again under another name. */
const FORGOTTEN = new Set(["UNKNOWN_MEMBER_ID", "FENCED_INSTANCE_ID"]);
/** What a member hears that is to join again. */
const REJOIN = new Set(["REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", ...FORGOTTEN]);

interface Member {
  readonly id: string;
  readonly generation: number;
  readonly coordinator: ClusterBroker;
}

/** Takes part in the group until the signal is aborted, then leaves it. Throws what will not pass. */
export async function takePartInGroup(options: GroupOptions): Promise<void> {
  const { group, signal, heartbeatMs = 3_000, onAssigned, onTrouble } = options;
  const cluster = kafkaConnection(options.connection).cluster();
  let owned: readonly number[] = [];
  let member: Member | null = null;
  let memberId = "";
  try {
    while (!signal.aborted) {
      try {
        if (member === null) {
          await connect(cluster);
          const joined: Member & { readonly partitions: readonly number[] } = await join(
            cluster,
            options,
            memberId,
            owned,
          );
          member = joined;
          memberId = joined.id;
          owned = joined.partitions;
          if (!signal.aborted) onAssigned(owned);
        }
        await pause(heartbeatMs, signal);
        if (signal.aborted) break;
        const { id, generation, coordinator }: Member = member;
        await coordinator.heartbeat({ groupId: group, groupGenerationId: generation, memberId: id });
      } catch (error) {
        member = null;
        const type = brokerErrorType(error) ?? "";
        if (FORGOTTEN.has(type)) memberId = "";
        if (REJOIN.has(type)) continue;
        const failure = kafkaError(`taking part in group ${group}`, error);
        if (!isPassing(failure)) throw failure;
        onTrouble(failure);
        await pause(RETRY_MS, signal);
      }
    }
    await leave(member, group);
  } finally {
    await cluster.disconnect();
  }
}

async function connect(cluster: Cluster): Promise<void> {
  if (cluster.isConnected()) return;
  await cluster.connect();
  await cluster.refreshMetadata();
}

async function join(
  cluster: Cluster,
  { group, topics, partitions, sessionTimeoutMs = 30_000 }: GroupOptions,
  memberId: string,
  owned: readonly number[],
): Promise<Member & { readonly partitions: readonly number[] }> {
  const coordinator = await cluster.findGroupCoordinator({ groupId: group });
  const joined = await coordinator.joinGroup({
    groupId: group,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    memberId,
    groupProtocols: [{ name: GROUP_PROTOCOL, metadata: memberMetadata(topics, owned) }],
  });
  const { generationId, memberId: id, leaderId, members } = joined;
  const { memberAssignment } = await coordinator.syncGroup({
    groupId: group,
    generationId,
    memberId: id,
    groupAssignment: id === leaderId ? groupAssignment(members, topics, partitions) : [],
  });
  return { id, generation: generationId, coordinator, partitions: assignedPartitions(memberAssignment, topics) };
}

/** The others need not wait for our session to end; where that fails they do. */
async function leave(member: Member | null, group: string): Promise<void> {
  try {
    await member?.coordinator.leaveGroup({ groupId: group, memberId: member.id });
  } catch {
    // The session ends by itself.
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
