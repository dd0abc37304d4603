/** Published topics into files of a warehouse: a DuckDB file that is brought up to date, or Parquet files written anew. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { WarehouseNotRewrittenError, WarehouseUnavailableError } from "./errors.ts";
import { type ReadTopic, readTopic } from "./read-topic.ts";
import { type Table, tableFor, type WarehouseTopic } from "./table.ts";
import { openWarehouseFile, type WarehouseFile } from "./warehouse-file.ts";
import type { WarehouseSource } from "./warehouse-source.ts";

export interface ExportOptions {
  readonly source: WarehouseSource;
  readonly topics: readonly WarehouseTopic[];
  /** ms since epoch. */
  readonly now: number;
  /** Aborted, it ends with its reason, and nothing is written. */
  readonly signal: AbortSignal;
}

export interface ExportedTopic {
  readonly table: Table;
  /** Records read. */
  readonly read: number;
  /** Rows of the table now. */
  readonly rows: number;
  /** Whether all of the topic was read, or what came since the last export. */
  readonly whole: boolean;
}

export interface DuckDbExportOptions extends ExportOptions {
  /** Read all of the topics, whatever was read before. */
  readonly full: boolean;
}

/**
 * Brings the DuckDB file at `path` (made where it is not there) up to date: the newest of each key, what was withdrawn
 * gone. All of it, or nothing: a run that fails or is killed leaves the file as it was. Run again, it reads what came
 * since. Where leads were erased the file is then written anew, and put in its place. Throws errors of this package, and
 * those of the log.
 */
export async function exportDuckDb(path: string, options: DuckDbExportOptions): Promise<readonly ExportedTopic[]> {
  makeFolder(dirname(path));
  const fresh = (real: string): string => join(dirname(real), `.${basename(real)}.fresh`);
  let isDue = false;
  const exported = await withFile(path, async (file) => {
    const tables = await exportTopics(file, path, options);
    isDue = await file.isRewriteDue();
    if (isDue) await file.writeFresh(fresh(realpathSync(path)));
    return tables;
  });
  if (isDue) putInPlace(fresh(realpathSync(path)), realpathSync(path));
  return exported;
}

/** Throws WarehouseNotRewrittenError; then the file at `path` is the old one. */
function putInPlace(fresh: string, path: string): void {
  try {
    chmodSync(fresh, statSync(path).mode);
    sync(fresh);
    renameSync(fresh, path);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw new WarehouseNotRewrittenError(path, cause);
  }
}

/**
 * Writes a Parquet file for each topic into `folder` (made where it is not there), named after it: all that the source
 * holds, folded. Each file appears whole in its place once all are written. Throws as exportDuckDb does.
 */
export async function exportParquet(folder: string, options: ExportOptions): Promise<readonly ExportedTopic[]> {
  makeFolder(folder);
  const work = mkdtempSync(join(tmpdir(), "stagefold-export-"));
  const places = new Map(
    options.topics.map((topic) => [join(folder, `.${topic}.parquet.part`), join(folder, `${topic}.parquet`)]),
  );
  try {
    const exported = await withFile(join(work, "work.duckdb"), async (file) => {
      const tables = await exportTopics(file, folder, { ...options, full: false });
      for (const topic of options.topics)
        await file.writeParquet(tableFor(topic), join(folder, `.${topic}.parquet.part`));
      return tables;
    });
    for (const [part, place] of places) {
      sync(part);
      renameSync(part, place);
    }
    return exported;
  } finally {
    for (const part of places.keys()) rmSync(part, { force: true });
    rmSync(work, { recursive: true, force: true });
  }
}

async function exportTopics(
  file: WarehouseFile,
  path: string,
  { topics, ...options }: DuckDbExportOptions,
): Promise<readonly ExportedTopic[]> {
  const staged = new Map<WarehouseTopic, ReadTopic>();
  // Stays after clocks: a clock that is read has its stay then, and one without is of a lead that has gone.
  for (const topic of topics.toSorted((a, b) => Number(a === LEAD_STAYS) - Number(b === LEAD_STAYS)))
    staged.set(topic, await readTopic({ ...options, file, path, table: tableFor(topic) }));
  return file.transaction(async (change) => {
    for (const { table, rows, whole, state } of staged.values()) {
      await change.makeTable(table);
      if (table.topic === LEAD_STAYS) await change.noteLeads();
      await rows.merge(whole);
      if (table.topic === LEAD_STAYS) await change.compareLeads();
      await change.setState(table.topic, state);
    }
    if (staged.has(LEAD_STAYS) && staged.has(SLA_BREACHES)) await change.removeClocksOfGoneLeads();
    const exported: ExportedTopic[] = [];
    for (const topic of topics) {
      const { table, read, whole } = staged.get(topic) as ReadTopic;
      exported.push({ table, read, whole, rows: await change.rowCount(table) });
    }
    return exported;
  });
}

async function withFile<T>(path: string, work: (file: WarehouseFile) => Promise<T>): Promise<T> {
  const file = await openWarehouseFile(path);
  try {
    return await work(file);
  } finally {
    file.close();
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new WarehouseUnavailableError(folder, cause);
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
