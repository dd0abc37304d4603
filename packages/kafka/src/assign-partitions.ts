/** A member of a consumer group, and the tasks it has now. */
export interface GroupMember {
  readonly id: string;
  readonly owned: readonly number[];
}

/**
 * Who is to have which of so many partitions: all are given, nobody has two more than another, and whoever has
 * one keeps it as far as that allows, since to take a task over costs time. Pure; by member's id, ascending.
 */
export function assignPartitions(
  members: readonly GroupMember[],
  partitions: number,
): ReadonlyMap<string, readonly number[]> {
  const free = new Set(Array.from({ length: partitions }, (_, partition) => partition));
  const smallest = Math.floor(partitions / members.length);
  let larger = partitions % members.length;
  // Those who have most are those who may have one more.
  const ordered = [...members].sort((a, b) => b.owned.length - a.owned.length || (a.id < b.id ? -1 : 1));
  const plans = ordered.map(({ id, owned }) => {
    const quota = larger-- > 0 ? smallest + 1 : smallest;
    const kept: number[] = [];
    // Two may claim the same after a failure: the first has it.
    for (const partition of owned) if (kept.length < quota && free.delete(partition)) kept.push(partition);
    return { id, quota, kept };
  });
  const rest = [...free].values();
  return new Map(
    plans.map(({ id, quota, kept }) => {
      const given = [...kept, ...rest.take(quota - kept.length)];
      return [id, given.sort((a, b) => a - b)];
    }),
  );
}
