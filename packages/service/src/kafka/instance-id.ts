/**
 * The name of the instance whose stores a folder has: random, made with the folder, and never changed. So a process
 * that is started again on the folder is for its groups who it was, and has the tasks back whose stores lie there.
 */
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The name; made where there is none. */
export function instanceIdOf(folder: string): string {
  const file = join(folder, "instance-id");
  if (!existsSync(file)) {
    // Whole or not at all, whenever the process ends.
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, `${randomUUID()}\n`);
    renameSync(unfinished, file);
  }
  return readFileSync(file, "utf8").trim();
}
