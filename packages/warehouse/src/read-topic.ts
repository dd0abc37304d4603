/**
 * Reads what a table lacks of its topic.
 *
 * A log is read on from where the last export stood, if it is sure that nothing was missed; a replay's folder is always
 * read whole, since it says all. What may be missed is a withdrawal: its record (without a value) is kept for a while
 * only. Kafka keeps it for `delete.retention.ms`, a day where nothing else is said; the embedded log up to its second
 * compaction, and where it compacted, offsets are missing. Then the topic is read whole, too, and the rows replaced.
 */
import { WarehouseOfAnotherSourceError } from "./errors.ts";
import { readFolder } from "./read-folder.ts";
import { readPartition } from "./read-partition.ts";
import type { StagedRows } from "./staged-rows.ts";
import type { Table } from "./table.ts";
import type { TopicState, WarehouseFile } from "./warehouse-file.ts";
import type { WarehouseSource } from "./warehouse-source.ts";

/** Half of what Kafka keeps withdrawals for. */
const WITHDRAWALS_SURE_MS = 12 * 3_600_000;

export interface ReadTopicOptions {
  readonly file: WarehouseFile;
  /** Of the file, for messages. */
  readonly path: string;
  readonly source: WarehouseSource;
  readonly table: Table;
  /** Read all of it, whatever was read before. */
  readonly full: boolean;
  /** ms since epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** What was read of a topic, staged for its table. */
export interface ReadTopic {
  readonly table: Table;
  readonly rows: StagedRows;
  /** Records read. */
  readonly read: number;
  /** Whether all of the topic was read, or what came since the last export. */
  readonly whole: boolean;
  readonly state: TopicState;
}

/** Reads one topic. Throws WarehouseOfAnotherSourceError, UnreadableOutputError, errors of the log. */
export async function readTopic(options: ReadTopicOptions): Promise<ReadTopic> {
  const { file, source, table, now, signal } = options;
  const before = await file.state(table.topic);
  const staged = await file.stage(table);
  const rows: StagedRows = {
    ...staged,
    add(row) {
      signal.throwIfAborted();
      staged.add(row);
    },
  };
  const { read, whole, positions } =
    source.kind === "folder of a replay"
      ? await fromFolder(options, rows, before)
      : await fromLog(options, rows, before);
  rows.finish();
  return { table, rows, read, whole, state: { source: source.kind, exportedAt: now, positions } };
}

type Brought = Pick<ReadTopic, "read" | "whole"> & Pick<TopicState, "positions">;

async function fromFolder(
  { source, table, full, path }: ReadTopicOptions,
  rows: StagedRows,
  before: TopicState | null,
): Promise<Brought> {
  if (source.kind !== "folder of a replay") throw new TypeError(`the ${source.kind} is no folder`);
  if (before !== null && !full) assertSameSource(path, source, table, before);
  return { read: await readFolder(source.folder, table, rows.add), whole: true, positions: new Map() };
}

async function fromLog(options: ReadTopicOptions, rows: StagedRows, before: TopicState | null): Promise<Brought> {
  const { source, table, full, path, now } = options;
  if (source.kind === "folder of a replay") throw new TypeError("a folder is no log");
  const { log, codec } = source;
  if (before !== null && !full) assertSameSource(path, source, table, before);
  const late = table.withdraws && source.kind === "log on Kafka" && before !== null;
  const goesOn = before !== null && !full && !(late && now - before.exportedAt > WITHDRAWALS_SURE_MS);
  const partitions = await log.partitionCount(table.topic);
  const ends: number[] = [];
  for (let partition = 0; partition < partitions; partition++) ends.push(await log.endOffset(table.topic, partition));
  if (before !== null && !full) assertSameLog(path, table, before, ends);

  /** How many were read, and whether each offset had its record. */
  const readFrom = async (positions: ReadonlyMap<number, number>): Promise<{ read: number; complete: boolean }> => {
    let read = 0;
    let expected = 0;
    for (const [partition, end] of ends.entries()) {
      const first = await log.firstOffset(table.topic, partition);
      const from = Math.max(first, positions.get(partition) ?? 0);
      read += await readPartition({ log, codec, table, partition, from, end }, rows.add);
      expected += end - (positions.get(partition) ?? 0);
    }
    return { read, complete: read === expected };
  };

  const positions = new Map(ends.entries());
  if (goesOn) {
    const { read, complete } = await readFrom(before.positions);
    // Kafka's offsets have gaps of their own: the ends of transactions.
    if (!table.withdraws || source.kind === "log on Kafka" || complete) return { read, whole: false, positions };
  }
  await rows.clear();
  const { read } = await readFrom(new Map());
  return { read, whole: true, positions };
}

function assertSameSource(path: string, source: WarehouseSource, table: Table, before: TopicState): void {
  if (before.source === source.kind) return;
  const why = `its ${table.name} came from the ${before.source}, and this is the ${source.kind}`;
  throw new WarehouseOfAnotherSourceError(path, why);
}

function assertSameLog(path: string, table: Table, { positions }: TopicState, ends: readonly number[]): void {
  const beyond = [...positions].find(([partition, offset]) => offset > (ends[partition] ?? -1));
  if (beyond === undefined && positions.size === ends.length) return;
  const why =
    beyond === undefined
      ? `${table.topic} had ${positions.size} partitions and has ${ends.length}`
      : `it was read up to offset ${beyond[1]} of ${table.topic}[${beyond[0]}], which ends at ${ends[beyond[0]] ?? "nothing"}`;
  throw new WarehouseOfAnotherSourceError(path, `it was made from another log: ${why}`);
}
