/**
 * Brings dead letters back after a repair: those that would be accepted now go to the end of their input
 * topic, and everything that follows from them is computed and published.
 *
 * What is appended and the marks that say so are one transaction: a crash neither loses nor doubles a
 * record, and the next redrive finishes what was not yet computed.
 */
import { mkdirSync } from "node:fs";
import { type AvroCodec, createAvroCodec, EMBEDDED_SCHEMA_IDS, parseInputLine } from "@stagefold/codec";
import type { StagefoldConfig } from "@stagefold/domain";
import { type EmbeddedLog, openEmbeddedLogReader, type ReadingCalls } from "@stagefold/embedded-log";
import { type OutRecord, partitionOf, type WallClock } from "@stagefold/processing";
import { HEADER, inputOutRecord, judge, judgeRecord, keyOf } from "@stagefold/processors";
import {
  type DataFolder,
  type DeadLetter,
  deadLetters,
  logFileOf,
  prepareRedrives,
  redriveMark,
  saveDataFolder,
} from "@stagefold/service";
import { exportTopics } from "./export-topics.ts";
import { openPipeline, type Pipeline, runToEnd } from "./pipeline.ts";

export interface RedriveOptions {
  /** Under the configuration given. */
  readonly data: DataFolder;
  readonly config: StagefoldConfig;
  /** Only dead letters of this reason; null: of any. */
  readonly reason: string | null;
  /** Where the published topics are written; null: only say what would be done. */
  readonly out: string | null;
  readonly wallClock: WallClock;
  readonly onStep: () => void;
}

export interface RedriveResult {
  /** Dead letters that went back (or would), by their reason. */
  readonly broughtBack: ReadonlyMap<string, number>;
  /** Dead letters that are still refused, by their reason. */
  readonly staying: ReadonlyMap<string, number>;
  /** Of those that went back, how many became dead letters again when they met the state. */
  readonly refusedAgain: number;
}

/** So many dead letters are judged and appended at a time. */
const BATCH = 1_000;

/** Redrives. With `out` null the folder is only read. */
export async function redrive(options: RedriveOptions): Promise<RedriveResult> {
  const { data, out } = options;
  const reader = openEmbeddedLogReader(logFileOf(data.folder));
  try {
    if (out === null) return { ...(await sort(reader, options, async () => {})), refusedAgain: 0 };
  } finally {
    await reader.close();
  }
  const { config, wallClock } = options;
  const { folder, partitions, until } = data;
  mkdirSync(out, { recursive: true });
  const pipeline = await openPipeline({ folder, config, partitions, wallClock, clockLimit: until });
  try {
    saveDataFolder(data);
    await prepareRedrives(pipeline.kept, partitions);
    const sorted = await sort(pipeline.kept, options, (records) => pipeline.kept.append(records));
    const before = await countDeadLetters(pipeline.kept, partitions);
    const stoodAt = clockOf(pipeline);
    await runToEnd(pipeline, until, () => stoodAt ?? wallClock(), options.onStep);
    await exportTopics(pipeline.kept, partitions, out);
    return { ...sorted, refusedAgain: (await countDeadLetters(pipeline.kept, partitions)) - before };
  } finally {
    await pipeline.close();
  }
}

/** Judges each dead letter, and hands on what goes back. */
async function sort(
  log: EmbeddedLog | (ReadingCalls & Pick<EmbeddedLog, "read">),
  { data, config, reason, wallClock }: RedriveOptions,
  append: (records: readonly OutRecord[]) => Promise<void>,
): Promise<Omit<RedriveResult, "refusedAgain">> {
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  const broughtBack = new Map<string, number>();
  const staying = new Map<string, number>();
  let batch: OutRecord[] = [];
  for await (const letter of deadLetters(log, data.partitions)) {
    if (letter.isRedriven || (reason !== null && letter.reason !== reason)) continue;
    const record = repaired(letter, codec, config, data.partitions, wallClock());
    const counts = record === null ? staying : broughtBack;
    counts.set(letter.reason, (counts.get(letter.reason) ?? 0) + 1);
    if (record === null) continue;
    batch.push(record, redriveMark(letter));
    if (batch.length >= 2 * BATCH) {
      await append(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await append(batch);
  return { broughtBack, staying };
}

/** The record that goes back to its topic; null: it would be refused again. */
function repaired(
  letter: DeadLetter,
  codec: AvroCodec,
  config: StagefoldConfig,
  partitions: number,
  now: number,
): OutRecord | null {
  // The event that took its id first stands, whatever is repaired.
  if (letter.reason === "CONFLICTING_DUPLICATE") return null;
  const { record, origin } = letter;
  const line = record.headers?.[HEADER.line] ?? (origin === null ? record.value : null);
  if (line !== null) {
    const parsed = parseInputLine(line);
    if (!parsed.ok) return null;
    const key = keyOf(parsed.record);
    if ("reason" in judgeRecord(parsed.record, key, now, config)) return null;
    return inputOutRecord(parsed.record, partitions, codec, { [HEADER.line]: line });
  }
  if (origin === null || record.key === null) return null;
  if ("reason" in judge({ ...record, timestamp: now }, origin.topic, codec, config)) return null;
  const own: readonly string[] = Object.values(HEADER);
  const headers = Object.fromEntries(Object.entries(record.headers ?? {}).filter(([name]) => !own.includes(name)));
  const partition = partitionOf(record.key, partitions);
  return { topic: origin.topic, partition, key: record.key, value: record.value, headers };
}

async function countDeadLetters(log: EmbeddedLog, partitions: number): Promise<number> {
  let count = 0;
  for (let partition = 0; partition < partitions; partition++) count += await log.endOffset("dead-letters", partition);
  return count;
}

function clockOf({ trackers }: Pipeline): number | null {
  let clock: number | null = null;
  for (const { task } of trackers)
    if (task.clock !== null && (clock === null || task.clock > clock)) clock = task.clock;
  return clock;
}
