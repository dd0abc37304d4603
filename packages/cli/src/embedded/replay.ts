/**
 * A replay: files in, folded topics out, by everything that the services do. SEMANTICS 9.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StagefoldConfig } from "@stagefold/domain";
import type { WallClock } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";
import type { Progress } from "../terminal/progress.ts";
import { keepHeapSmall } from "./heap.ts";
import { createIngest, ingestFiles } from "./ingest.ts";
import { inputSize } from "./input-size.ts";
import { openPipeline, type Pipeline, runToEnd } from "./pipeline.ts";
import { openTopicFiles } from "./topic-files.ts";
import { writtenLog } from "./written-log.ts";

export interface ReplayOptions {
  readonly files: readonly string[];
  readonly config: StagefoldConfig;
  readonly out: string;
  /** null: the largest `occurredAt` accepted, or the wall clock. */
  readonly until: number | null;
  readonly partitions: number;
  /** Where to keep log and stores; null: they go when the replay is over. */
  readonly data: string | null;
  readonly wallClock: WallClock;
  /** ms, of any beginning, never going back. */
  readonly stopwatch: () => number;
  readonly progress: Progress;
  readonly warn: (sentence: string) => void;
}

/** What summary.json says. */
export interface ReplaySummary {
  readonly read: number;
  readonly duplicates: number;
  readonly deadLetters: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** The clock at the end, ms since epoch. */
  readonly until: number;
}

/** Replays. Throws InputFileError for an input that cannot be read; then nothing is written to `out`. */
export async function replay(options: ReplayOptions): Promise<ReplaySummary> {
  const { config, out, partitions, wallClock, stopwatch, progress } = options;
  keepHeapSmall();
  const startedAt = stopwatch();
  const bytes = await inputSize(options.files);
  mkdirSync(out, { recursive: true });
  const folder = options.data ?? mkdtempSync(join(out, ".stagefold-"));
  const files = openTopicFiles(out);
  try {
    const pipeline = await openPipeline({
      folder,
      config,
      partitions,
      wallClock,
      clockLimit: options.until,
      around: (log) => writtenLog(log, files, options.data !== null),
    });
    try {
      const read = await ingestAll(pipeline, options, bytes);
      progress.stage("processing", await inputRecords(pipeline, partitions));
      const until = await runToEnd(pipeline, options.until, wallClock, () => showProcessed(pipeline, progress));
      await files.finish();
      const seconds = (stopwatch() - startedAt) / 1000;
      const summary: ReplaySummary = {
        read,
        duplicates: duplicatesIn(pipeline),
        deadLetters: files.deadLetters,
        seconds,
        eventsPerSecond: read / seconds,
        until,
      };
      writeSummary(out, summary);
      return summary;
    } finally {
      await pipeline.close();
    }
  } finally {
    await files.discard();
    progress.end();
    if (options.data === null) rmSync(folder, { recursive: true, force: true });
  }
}

async function ingestAll(pipeline: Pipeline, options: ReplayOptions, bytes: number | null): Promise<number> {
  const { partitions, wallClock, progress } = options;
  const ingest = createIngest({ log: pipeline.log, partitions, wallClock });
  progress.stage("reading", bytes);
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    progress.at(done, ingest.read);
  };
  await ingestFiles(ingest, options.files, onBytes, (file) =>
    options.warn(`${file === "-" ? "standard input" : file} holds no records`),
  );
  return ingest.read;
}

async function inputRecords({ log }: Pipeline, partitions: number): Promise<number> {
  let records = 0;
  for (const topic of [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS]) {
    for (let p = 0; p < partitions; p++) records += await log.endOffset(topic, p);
  }
  return records;
}

function showProcessed(pipeline: Pipeline, progress: Progress): void {
  let done = 0;
  for (const { task } of pipeline.trackers) done += task.position(LEAD_EVENTS);
  for (const { task } of pipeline.metrics) done += task.position(SPEND_EVENTS) + task.position(FUNNEL_TARGETS);
  progress.at(done, done);
}

function duplicatesIn({ trackers, metrics }: Pipeline): number {
  let duplicates = 0;
  for (const { processor } of [...trackers, ...metrics]) duplicates += processor.duplicates;
  return duplicates;
}

function writeSummary(out: string, { read, duplicates, deadLetters, seconds, eventsPerSecond }: ReplaySummary): void {
  const summary = { read, duplicates, deadLetters, seconds, eventsPerSecond };
  writeFileSync(join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
}
