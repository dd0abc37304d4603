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

/** How many tasks an instance that runs has taken over and not lost since, as far as it has logged. */
export function heldTasks(instance: StartedProcess): number {
  instance.assertRuns();
  const held = new Set<string>();
  for (const { msg, group, assigned, task, err } of instance.log()) {
    if (msg === "task taken over") held.add(String(task));
    else if (err !== undefined) held.delete(String(task));
    else if (msg === "tasks assigned") {
      const own = new Set((assigned as readonly number[]).map((partition) => `${group}.${partition}`));
      for (const name of held) if (name.startsWith(`${group}.`) && !own.has(name)) held.delete(name);
    }
  }
  return held.size;
}

/** The codes of the failures that an instance that runs has logged. */
export function failureCodes(instance: StartedProcess): readonly unknown[] {
  instance.assertRuns();
  return instance.log().flatMap(({ err }) => (err === undefined ? [] : [(err as { readonly code?: unknown }).code]));
}
