import type { StartedProcess } from "../../e2e/started-process.ts";

/** How many tasks of both processors an instance that runs has, by what its groups told it last. */
export function assignedTasks(instance: StartedProcess): number {
  instance.assertRuns();
  const byGroup = new Map<unknown, number>();
  for (const { msg, group, assigned } of instance.log()) {
    if (msg === "tasks assigned") byGroup.set(group, (assigned as readonly number[]).length);
  }
  return [...byGroup.values()].reduce((sum, count) => sum + count, 0);
}

/** The codes of the failures that an instance that runs has logged. */
export function failureCodes(instance: StartedProcess): readonly unknown[] {
  instance.assertRuns();
  return instance.log().flatMap(({ err }) => (err === undefined ? [] : [(err as { readonly code?: unknown }).code]));
}
