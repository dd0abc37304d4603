/** What one undisturbed run on the embedded log makes of the same records. */
import { join } from "node:path";
import { parseConfig } from "@stagefold/config";
import type { InputRecord } from "@stagefold/domain";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { createLogger, logFileOf, openFolderLog, PROCESSORS, runEmbedded } from "@stagefold/service";
import { recordFor } from "../../law/bring.ts";
import { foldPublished } from "../../law/published.ts";
import type { FoldedOutputs } from "../../model/fold-outputs.ts";
import { caughtUp } from "./task-marks.ts";

const CHUNK_RECORDS = 10_000;

export interface UndisturbedOptions {
  /** New or empty. */
  readonly folder: string;
  readonly configYaml: string;
  readonly partitions: number;
  readonly input: readonly InputRecord[];
}

/** Runs both processors live until they have caught up; gives all they published, folded. */
export async function undisturbed(options: UndisturbedOptions): Promise<FoldedOutputs> {
  const { configYaml, partitions, input } = options;
  const folder = join(options.folder, "undisturbed");
  const log = openFolderLog({ folder, partitions, wallClock: Date.now });
  for (let from = 0; from < input.length; from += CHUNK_RECORDS) {
    await log.append(input.slice(from, from + CHUNK_RECORDS).map((record) => recordFor(record, partitions)));
  }
  await log.close();
  const config = parseConfig(configYaml, "stagefold.yaml");
  const clockFrom = Date.now() - config.clock.latenessMs;
  const stop = new AbortController();
  const run = runEmbedded({
    folder,
    config,
    partitions,
    processors: Object.values(PROCESSORS).map(({ tasksOf }) => tasksOf),
    signal: stop.signal,
    logger: createLogger({ service: "undisturbed", level: "error" }),
  });
  const reader = openEmbeddedLogReader(logFileOf(folder));
  try {
    const newest = (group: string, partition: number) => reader.lastMark({ group, partition });
    await Promise.race([caughtUp(reader, partitions, newest, clockFrom), run]);
    stop.abort();
    await run;
    return await foldPublished(reader, partitions);
  } finally {
    await reader.close();
  }
}
