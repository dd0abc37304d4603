/** What members of a group tell each other through the coordinator, in the form that Kafka's own tools read. */
import kafkajs from "kafkajs";
import { assignPartitions } from "./assign-partitions.ts";
import type { JoinedGroup } from "./kafkajs-internals.ts";

const { AssignerProtocol } = kafkajs;

/** Members of an application that assigns in another way cannot join. */
export const GROUP_PROTOCOL = "stagefold-sticky-copartitioned";

/** What a member says when it joins: what it reads, and which tasks it has. */
export function memberMetadata(topics: readonly string[], owned: readonly number[]): Buffer {
  const userData = Buffer.from(JSON.stringify(owned));
  return AssignerProtocol.MemberMetadata.encode({ version: 1, topics: [...topics], userData });
}

/** What the leader says: of each topic the partitions of each member, the same numbers of all topics. */
export function groupAssignment(
  members: JoinedGroup["members"],
  topics: readonly string[],
  partitions: number,
): { readonly memberId: string; readonly memberAssignment: Buffer }[] {
  const claims = members.map(({ memberId, memberMetadata: metadata }) => ({ id: memberId, owned: ownedBy(metadata) }));
  return [...assignPartitions(claims, partitions)].map(([memberId, given]) => {
    const assignment = Object.fromEntries(topics.map((topic) => [topic, [...given]]));
    const userData = Buffer.alloc(0);
    return {
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({ version: 1, assignment, userData }),
    };
  });
}

/** The partitions that a member is to have; of a member that is told nothing, none. */
export function assignedPartitions(assignment: Buffer, topics: readonly string[]): readonly number[] {
  const decoded = AssignerProtocol.MemberAssignment.decode(assignment);
  return decoded?.assignment[topics[0] as string] ?? [];
}

function ownedBy(metadata: Buffer): readonly number[] {
  const userData = AssignerProtocol.MemberMetadata.decode(metadata)?.userData;
  return userData === undefined || userData.length === 0 ? [] : (JSON.parse(userData.toString()) as number[]);
}
