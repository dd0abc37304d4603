/**
 * Membership in a consumer group, for one thing only: to be told which partitions are ours. Nothing is fetched.
 *
 * While the group rebalances, the tasks go on: what is safe does not rest on the group but on the fence of each
 * task's producer, and a task that stays need not be taken over anew. What is not ours any more is given up when
 * the new assignment is known. A member that the group has lost keeps its tasks until it has joined again, or is
 * fenced.
 *
 * A member has a name that it keeps when its process ends and another is started in its place: it has its tasks
 * back at once. Who leaves says so, and the others have them.
 */
import { setTimeout } from "node:timers/promises";
import { brokerErrorType, InstanceReplacedError, isPassing } from "./errors.ts";
import { assignedPartitions, GROUP_PROTOCOL, groupAssignment, memberMetadata } from "./group-messages.ts";
import { heartbeat, joinGroup, leaveGroup, syncGroup } from "./group-requests.ts";
import { type KafkaConnectionOptions, kafkaConnection } from "./kafka-connection.ts";
import type { Cluster, ClusterBroker } from "./kafkajs-internals.ts";
import { coordinatorError } from "./rights/missing-rights.ts";

export interface GroupOptions {
  readonly connection: KafkaConnectionOptions;
  readonly group: string;
  /** The name that no other instance of the group has, and that stays when the process is started again. */
  readonly instanceId: string;
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
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
/** A process that is to end does not wait for brokers that are away. */
const LEAVE_RETRIES = 1;
/** What a member hears whose session has ended. */
const FORGOTTEN = "UNKNOWN_MEMBER_ID";
/** What a member hears that is to join again. */
const REJOIN = new Set(["REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", FORGOTTEN]);
/** What a member hears when another has joined under its instance's name. */
const REPLACED = "FENCED_INSTANCE_ID";

interface Member {
  readonly id: string;
  readonly generation: number;
  readonly coordinator: ClusterBroker;
}

/**
 * Takes part in the group until the signal is aborted, then leaves it. Throws InstanceReplacedError, and what will
 * not pass.
 */
export async function takePartInGroup(options: GroupOptions): Promise<void> {
  const { group, instanceId, signal, heartbeatMs = 3_000, onAssigned, onTrouble } = options;
  const cluster = kafkaConnection(options.connection).cluster();
  let owned: readonly number[] = [];
  let member: Member | null = null;
  let memberId = "";
  let failures = 0;
  // Who waits for others to join does not wait any more.
  const onAbort = (): void => void (member === null && leave(options, memberId));
  signal.addEventListener("abort", onAbort, { once: true });
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
        await heartbeat(coordinator, { group, instanceId, memberId: id }, generation);
        failures = 0;
      } catch (error) {
        member = null;
        const type = brokerErrorType(error) ?? "";
        if (type === REPLACED) throw new InstanceReplacedError(group, instanceId);
        if (type === FORGOTTEN) memberId = "";
        if (REJOIN.has(type)) continue;
        const right = { resource: "group", name: group, operation: "Read" } as const;
        const what = `taking part in group ${group}`;
        const failure = await coordinatorError(options.connection, right, what, error);
        if (!isPassing(failure)) throw failure;
        onTrouble(failure);
        await pause(Math.min(FIRST_RETRY_MS * 2 ** failures++, LONGEST_RETRY_MS), signal);
      }
    }
    await leave(options, memberId);
  } finally {
    signal.removeEventListener("abort", onAbort);
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
  { group, instanceId, topics, partitions, sessionTimeoutMs = 30_000 }: GroupOptions,
  memberId: string,
  owned: readonly number[],
): Promise<Member & { readonly partitions: readonly number[] }> {
  const coordinator = await cluster.findGroupCoordinator({ groupId: group });
  const joined = await joinGroup(coordinator, {
    group,
    instanceId,
    memberId,
    sessionTimeoutMs,
    rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
    protocol: { name: GROUP_PROTOCOL, metadata: memberMetadata(topics, owned) },
  });
  const { generationId: generation, memberId: id, leaderId, members } = joined;
  const assignments = id === leaderId ? groupAssignment(members, topics, partitions) : [];
  const assignment = await syncGroup(coordinator, { group, instanceId, memberId: id }, generation, assignments);
  return { id, generation, coordinator, partitions: assignedPartitions(assignment, topics) };
}

/**
 * The others need not wait for our session to end; where that fails they do. On a connection of its own: one on
 * which a request waits for its answer takes no other.
 */
async function leave({ connection, group, instanceId }: GroupOptions, memberId: string): Promise<void> {
  const cluster = kafkaConnection(connection).cluster(LEAVE_RETRIES);
  try {
    await connect(cluster);
    await leaveGroup(await cluster.findGroupCoordinator({ groupId: group }), { group, instanceId, memberId });
  } catch {
    // The session ends by itself.
  } finally {
    await cluster.disconnect();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
