import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { PROCESSORS, storeFileOf } from "@stagefold/service";
import type { TaskMarks } from "./task-marks.ts";

/** Longer than clocks of files are coarse, shorter than one commit comes after the other. */
const COARSE_MS = 10;

/**
 * Whether the log has a commit of a task that its store, in the folder of an instance, has not: the commit's mark
 * was sent after the store was last written to. The store itself is its process' alone.
 */
export function isStoreBehind(folder: string, marks: TaskMarks, partitions: number): boolean {
  return Object.values(PROCESSORS).some(({ group }) => {
    for (let partition = 0; partition < partitions; partition++) {
      const written = `${storeFileOf(join(folder, "data"), { group, partition })}-wal`;
      const sentAt = marks.get(`${group}.${partition}`)?.at(-1)?.sentAt;
      if (sentAt === undefined || !existsSync(written)) continue;
      if (statSync(written).mtimeMs < sentAt - COARSE_MS) return true;
    }
    return false;
  });
}
