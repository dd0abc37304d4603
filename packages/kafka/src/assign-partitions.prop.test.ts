import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignPartitions, type GroupMember } from "./assign-partitions.ts";

const members = fc.uniqueArray(
  fc.record({ id: fc.string({ minLength: 1 }), owned: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }) }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
);
const partitions = fc.integer({ min: 0, max: 32 });

function membersAfter(assigned: ReadonlyMap<string, readonly number[]>): GroupMember[] {
  return [...assigned].map(([id, owned]) => ({ id, owned }));
}

describe("partitions for the members of a group", () => {
  it("gives each to one member, and to none two more than to another, whatever they claim to have", () => {
    fc.assert(
      fc.property(members, partitions, (group, count) => {
        const assigned = assignPartitions(group, count);
        const given = [...assigned.values()].flat().sort((a, b) => a - b);
        expect(given).toEqual(Array.from({ length: count }, (_, partition) => partition));
        const sizes = group.map(({ id }) => assigned.get(id)?.length ?? Number.NaN);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("moves nothing when nothing has changed", () => {
    fc.assert(
      fc.property(members, partitions, (group, count) => {
        const before = assignPartitions(group, count);
        expect(new Map(assignPartitions(membersAfter(before), count))).toEqual(new Map(before));
      }),
    );
  });

  it("moves partitions to a member that joins, and between the others none", () => {
    fc.assert(
      fc.property(members, partitions, (group, count) => {
        const before = assignPartitions(group, count);
        const joining = { id: group.map(({ id }) => id).join() + "+", owned: [] };
        const after = assignPartitions([...membersAfter(before), joining], count);
        for (const { id } of group) {
          const had = new Set(before.get(id));
          expect(after.get(id)?.every((partition) => had.has(partition))).toBe(true);
        }
      }),
    );
  });
});
