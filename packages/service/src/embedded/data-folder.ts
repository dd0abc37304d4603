/**
 * A folder of log and stores, and its `config.json`, which says with how many partitions and under what
 * configuration they were made.
 *
 * Whoever computes on may do so under another configuration, where that accepts what was accepted: the tasks
 * then publish the difference. It is written whole or not at all: by `run` and the services before they compute, by a
 * replay when it has ended (until then it says that the folder is unfinished).
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StagefoldConfig } from "@stagefold/domain";
import { FolderRefusedError } from "./folder-refused-error.ts";
import { contradictions, type KnownConfig, knownConfigOf } from "./known-config.ts";

/** A folder of ours, as its `config.json` describes it. */
export interface DataFolder {
  readonly folder: string;
  readonly partitions: number;
  /** The INSTANT that the clock does not pass; null: it goes as far as the events, or the wall clock, do. ms since epoch. */
  readonly until: number | null;
  readonly config: KnownConfig;
}

interface Written extends Omit<DataFolder, "folder"> {
  readonly format: number;
  readonly unfinished?: true;
}

const FILE = "config.json";
const FORMAT = 1;
const INTERRUPTED = "it was left by a replay that was interrupted; remove it, and replay the input into a folder again";

/** Reads what the folder says of itself. Throws FolderRefusedError where it is no finished data folder. */
export function openDataFolder(folder: string): DataFolder {
  const data = findDataFolder(folder);
  if (data !== null) return data;
  throw new FolderRefusedError(
    folder,
    `there is no ${FILE} in it, so it was not kept by a run that ended; make it with stagefold replay --data ${folder}`,
  );
}

/** The same; null: it says nothing of itself, which a new folder does, too. */
export function findDataFolder(folder: string): DataFolder | null {
  let text: string;
  try {
    text = readFileSync(join(folder, FILE), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw new FolderRefusedError(folder, code === "ENOTDIR" ? "it is not a folder" : message);
  }
  const { format, unfinished, partitions, until, config } = parsed(folder, text);
  if (format !== FORMAT) {
    throw new FolderRefusedError(
      folder,
      `its ${FILE} has format ${String(format)}, this version reads ${FORMAT}; use the version that made it, or replay the input into another folder`,
    );
  }
  if (unfinished === true) throw new FolderRefusedError(folder, INTERRUPTED);
  return { folder, partitions, until, config };
}

/**
 * The folder with `config` in the place of what it was made with. Throws FolderRefusedError where that would
 * refuse what it holds.
 */
export function under(data: DataFolder, config: StagefoldConfig): DataFolder {
  const known = knownConfigOf(config);
  const found = contradictions(data.config, known);
  if (found.length === 0) return { ...data, config: known };
  throw new FolderRefusedError(
    data.folder,
    `it holds records that this configuration would refuse: ${found.join("; ")}. Put back what was taken away (anything else may change), or replay the input into a new folder under this configuration`,
  );
}

/** The folder. Throws FolderRefusedError where it was computed under another configuration than `config`. */
export function computedUnder(data: DataFolder, config: StagefoldConfig): DataFolder {
  const now = under(data, config);
  if (JSON.stringify(now.config) === JSON.stringify(data.config)) return data;
  throw new FolderRefusedError(
    data.folder,
    "it was computed under another configuration: give that, or bring the folder under this one first, with stagefold run or stagefold dead-letters redrive",
  );
}

/** Writes down what the folder is now: whole, or as it was. */
export function saveDataFolder({ folder, partitions, until, config }: DataFolder): void {
  write(folder, { format: FORMAT, partitions, until, config });
}

/** The same of a folder that nobody may use before it is saved again. */
export function saveUnfinished({ folder, partitions, until, config }: DataFolder): void {
  write(folder, { format: FORMAT, unfinished: true, partitions, until, config });
}

function write(folder: string, written: Written): void {
  const file = join(folder, FILE);
  writeFileSync(`${file}.part`, `${JSON.stringify(written, null, 2)}\n`, { flush: true });
  renameSync(`${file}.part`, file);
}

function parsed(folder: string, text: string): Written {
  try {
    return JSON.parse(text) as Written;
  } catch {
    throw new FolderRefusedError(folder, `its ${FILE} is damaged; replay the input into another folder`);
  }
}
