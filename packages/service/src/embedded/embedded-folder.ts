/**
 * The folder of an embedded Stagefold: `log.db`, and a store per task in `stores/`.
 *
 * It is durable: what was committed is there when the folder is opened again, whatever ended the
 * process. One process at a time may have it open.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Durability, type EmbeddedLog, openEmbeddedLog } from "@stagefold/embedded-log";
import type { TaskId, WallClock } from "@stagefold/processing";
import { TOPICS } from "@stagefold/processors";
import { DataFolderError } from "./data-folder-error.ts";

export interface EmbeddedFolder {
  readonly folder: string;
  /** Of every topic alike; a folder keeps the number it was made with. */
  readonly partitions: number;
  readonly wallClock: WallClock;
  /** What a write that was acknowledged outlives. Default: the end of the process. */
  readonly durability?: Durability;
}

/** Where a folder's log is. */
export function logFileOf(folder: string): string {
  return join(folder, "log.db");
}

/** Where the store of a task is. */
export function storeFileOf(folder: string, { group, partition }: TaskId): string {
  return join(folder, "stores", `${group}-${partition}.db`);
}

/** Opens the folder's log with all topics; makes what is not there. Throws DataFolderError and what openEmbeddedLog throws. */
export function openFolderLog({ folder, partitions, wallClock, durability = "process" }: EmbeddedFolder): EmbeddedLog {
  try {
    mkdirSync(join(folder, "stores"), { recursive: true });
  } catch (error) {
    throw new DataFolderError(folder, error);
  }
  return openEmbeddedLog(logFileOf(folder), {
    topics: TOPICS.map(({ name, compacted }) => ({ name, compacted, partitions })),
    wallClock,
    durability,
  });
}
