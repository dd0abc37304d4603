/**
 * A folder that a replay keeps its log and stores in: `log.db`, `stores/`, and `config.json`, which says
 * with how many partitions and under what configuration it was made.
 *
 * `config.json` is written last. A folder without it was left by a run that was interrupted, and is
 * not used: what its log lacks of the input cannot be told.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StagefoldConfig } from "@stagefold/domain";
import { contradictions, type KnownConfig, knownConfigOf } from "./known-config.ts";
import { type ReplayOptions, type ReplaySummary, replay } from "./replay.ts";

/** A folder of ours, as its `config.json` describes it. */
export interface DataFolder {
  readonly folder: string;
  readonly partitions: number;
  /** The INSTANT that the clock does not pass; null: it goes as far as the events do. ms since epoch. */
  readonly until: number | null;
  readonly config: KnownConfig;
}

/** The folder cannot be used so; the message says why and what to do. Exit code 2. */
export class FolderRefusedError extends Error {
  readonly code = "STF-CLI-002";
  constructor(folder: string, sentence: string) {
    super(`${folder}: ${sentence}`);
    this.name = "FolderRefusedError";
  }
}

const FILE = "config.json";
const FORMAT = 1;

/**
 * Replays into `options.data`, a folder that is not there or empty, and makes it a data folder.
 * Throws FolderRefusedError before anything is done, and what `replay` throws; then the folder is as it was.
 */
export async function replayInto(folder: string, options: Omit<ReplayOptions, "data">): Promise<ReplaySummary> {
  refuseUsed(folder);
  mkdirSync(folder, { recursive: true });
  try {
    const summary = await replay({ ...options, data: folder });
    const { partitions, until, config } = options;
    saveDataFolder({ folder, partitions, until, config: knownConfigOf(config) });
    return summary;
  } catch (error) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    throw error;
  }
}

/** Reads what the folder says of itself. Throws FolderRefusedError where it is no finished data folder. */
export function openDataFolder(folder: string): DataFolder {
  let text: string;
  try {
    text = readFileSync(join(folder, FILE), "utf8");
  } catch {
    throw new FolderRefusedError(
      folder,
      `there is no ${FILE} in it, so it was not kept by a run that ended; make it with stagefold replay --data ${folder}`,
    );
  }
  let written: { readonly format?: unknown } & Omit<DataFolder, "folder">;
  try {
    written = JSON.parse(text);
  } catch {
    throw new FolderRefusedError(folder, `its ${FILE} is damaged; replay the input into another folder`);
  }
  if (written.format !== FORMAT) {
    throw new FolderRefusedError(
      folder,
      `its ${FILE} has format ${String(written.format)}, this version reads ${FORMAT}; use the version that made it, or replay the input into another folder`,
    );
  }
  const { partitions, until, config } = written;
  return { folder, partitions, until, config };
}

/**
 * The folder with `config` in the place of what it was made with. Throws FolderRefusedError where its state
 * would not be right under it.
 */
export function under(data: DataFolder, config: StagefoldConfig): DataFolder {
  const known = knownConfigOf(config);
  const found = contradictions(data.config, known);
  if (found.length === 0) return { ...data, config: known };
  throw new FolderRefusedError(
    data.folder,
    `it was computed under another configuration: ${found.join("; ")}. Give the configuration that it was made with (tenants and exchange rates may be added to it), or replay the input into a new folder under this one`,
  );
}

/** Writes down what the folder is now: whole, or as it was. */
export function saveDataFolder({ folder, ...data }: DataFolder): void {
  const file = join(folder, FILE);
  writeFileSync(`${file}.part`, `${JSON.stringify({ format: FORMAT, ...data }, null, 2)}\n`);
  renameSync(`${file}.part`, file);
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
