/**
 * A replay that keeps its log and stores, as a data folder.
 *
 * While it runs the folder says that it is unfinished. What its log lacks of the input when the run is
 * interrupted cannot be told, so nobody uses such a folder.
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FolderRefusedError, knownConfigOf, saveDataFolder, saveUnfinished } from "@stagefold/service";
import { type ReplayOptions, type ReplaySummary, replay } from "./replay.ts";

/**
 * Replays into `folder`, which is not there or empty, and makes it a data folder.
 * Throws FolderRefusedError before anything is done, and what `replay` throws; then the folder is empty.
 */
export async function replayInto(folder: string, options: Omit<ReplayOptions, "data">): Promise<ReplaySummary> {
  refuseUsed(folder);
  mkdirSync(folder, { recursive: true });
  const { partitions, until, config } = options;
  const data = { folder, partitions, until, config: knownConfigOf(config) };
  try {
    saveUnfinished(data);
    const summary = await replay({ ...options, data: folder });
    saveDataFolder(data);
    return summary;
  } catch (error) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    throw error;
  }
}

function refuseUsed(folder: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    throw new FolderRefusedError(folder, code === "ENOTDIR" ? "it is not a folder" : (error as Error).message);
  }
  if (names.length > 0)
    throw new FolderRefusedError(
      folder,
      "it is there and not empty; --data takes a new folder, so give another or remove it",
    );
}
