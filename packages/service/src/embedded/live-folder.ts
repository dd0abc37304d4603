/**
 * The folder that processors run live on: whether they may, and its log.
 *
 * | the folder                          | is run                                                       |
 * | ----------------------------------- | ------------------------------------------------------------ |
 * | new, or a log nothing was computed from | with the configuration given, which it keeps from then on |
 * | has a `config.json`                 | where it has the partitions, and the configuration accepts what it holds |
 * | has a log, computed from without one | not: nobody knows under what configuration                  |
 */
import { existsSync } from "node:fs";
import type { StagefoldConfig } from "@stagefold/domain";
import { type EmbeddedLog, openEmbeddedLogReader } from "@stagefold/embedded-log";
import type { WallClock } from "@stagefold/processing";
import { FUNNEL_METRICS_GROUP, LEAD_EVENTS, LEAD_TRACKER } from "@stagefold/processors";
import { type DataFolder, findDataFolder, openDataFolder, saveDataFolder, under } from "./data-folder.ts";
import { logFileOf, openFolderLog } from "./embedded-folder.ts";
import { FolderRefusedError } from "./folder-refused-error.ts";
import { knownConfigOf } from "./known-config.ts";

export interface LiveFolderOptions {
  readonly folder: string;
  readonly config: StagefoldConfig;
  /** null: those that the folder has; a new one gets one. */
  readonly partitions: number | null;
  readonly wallClock: WallClock;
}

export interface LiveFolder {
  readonly log: EmbeddedLog;
  readonly partitions: number;
}

/**
 * Opens the folder's log, made where it is not there, and writes down what the folder is from now on: no INSTANT
 * limits its clock any more. Throws FolderRefusedError, then nothing was changed, and what openFolderLog throws.
 */
export async function openLiveFolder(options: LiveFolderOptions): Promise<LiveFolder> {
  const { folder, wallClock } = options;
  const { partitions } = await allowed(options);
  // Events that come in live are nowhere else: what is acknowledged must outlive a power cut.
  const log = openFolderLog({ folder, partitions, wallClock, durability: "power" });
  try {
    // Asked again: until the log was open, another process may have had it.
    saveDataFolder(await allowed(options));
    return { log, partitions };
  } catch (error) {
    await log.close();
    throw error;
  }
}

async function allowed({ folder, config, partitions }: LiveFolderOptions): Promise<DataFolder> {
  const kept = findDataFolder(folder);
  if (kept !== null) {
    const data = under(kept, config);
    return { ...data, partitions: agreed(folder, data.partitions, partitions), until: null };
  }
  const has = await partitionsOfLog(folder);
  return { folder, partitions: agreed(folder, has, partitions), until: null, config: knownConfigOf(config) };
}

function agreed(folder: string, has: number | null, asked: number | null): number {
  if (has !== null && asked !== null && has !== asked) {
    throw new FolderRefusedError(
      folder,
      `it has ${has} ${has === 1 ? "partition" : "partitions"}, not ${asked}; leave the number away, or replay the input into a new folder with ${asked}`,
    );
  }
  return has ?? asked ?? 1;
}

/** null: there is no log, or an empty one. Throws FolderRefusedError where something was computed from it. */
async function partitionsOfLog(folder: string): Promise<number | null> {
  const file = logFileOf(folder);
  if (!existsSync(file)) return null;
  const log = openEmbeddedLogReader(file);
  try {
    const partitions = (await log.topics()).find(({ name }) => name === LEAD_EVENTS)?.partitions ?? null;
    for (const group of [LEAD_TRACKER, FUNNEL_METRICS_GROUP]) {
      for (let partition = 0; partition < (partitions ?? 0); partition++) {
        // It says what is missing, and what to do.
        if ((await log.lastMark({ group, partition })) !== null) return openDataFolder(folder).partitions;
      }
    }
    return partitions;
  } finally {
    await log.close();
  }
}
