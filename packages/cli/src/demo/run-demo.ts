/**
 * The demonstration: the invented history through the same replay that any input goes through, into a
 * folder that holds everything there is to look at.
 */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { formatInput } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import { formatInstant, type InputRecord } from "@stagefold/domain";
import type { WallClock } from "@stagefold/processing";
import { FolderRefusedError, type Logger } from "@stagefold/service";
import { replayInto } from "../embedded/replay-into.ts";
import type { Progress } from "../terminal/progress.ts";
import { foldOutputs } from "./fold.ts";
import { demoHistory } from "./history.ts";
import { renderReport } from "./report.ts";
import { runLiveDemo } from "./run-live-demo.ts";

export interface DemoRun {
  readonly folder: string;
  readonly wallClock: WallClock;
  /** ms, of any beginning, never going back. */
  readonly stopwatch: () => number;
  readonly progress: Progress;
  readonly warn: (sentence: string) => void;
  readonly colour: boolean;
  /** How the program is called. */
  readonly command: string;
  readonly write: (text: string) => Promise<void>;
  /** null: it ends with the report. Else the history ends now, and goes on. */
  readonly live: {
    /** The folder of the dashboard's files. */
    readonly dashboard: () => Promise<string>;
    readonly port: number | null;
    readonly logger: Logger;
    /** Aborted: end. */
    readonly signal: AbortSignal;
  } | null;
}

const SEED = 1;
/** Says that a folder is a demonstration's, so that the next one may replace it. */
const MARKER = ".stagefold-demo";
const PARTS = ["events.ndjson", "config.yaml", "out", "data"];

/**
 * Runs it and reports; live, it then serves reports and dashboard and goes on until its signal is aborted. Throws
 * FolderRefusedError where the folder holds something else, and what runLiveDemo throws.
 */
export async function runDemo(run: DemoRun): Promise<void> {
  const { folder, progress, wallClock, stopwatch, warn, live } = run;
  const startedAt = stopwatch();
  makeRoom(folder);
  const [events, configFile, out, data] = PARTS.map((part) => join(folder, part)) as [string, string, string, string];
  progress.stage("inventing", null);
  const isLive = live !== null;
  const { configYaml, records, until } = demoHistory({ seed: SEED, isLive, ...(isLive && { until: wallClock() }) });
  writeFileSync(configFile, configYaml);
  writeRecords(events, records);
  const config = parseConfig(configYaml, configFile);
  const options = { files: [events], config, out, until, partitions: 1, wallClock, stopwatch, progress, warn };
  const summary = await replayInto(data, options);
  const report = renderReport({ config, until, ...(await foldOutputs(out)) }, { colour: run.colour });
  const seconds = ((stopwatch() - startedAt) / 1000).toFixed(1);
  const count = summary.read.toLocaleString("en");
  await run.write(`${report}\n${count} events of half a year, computed and reported in ${seconds} s.\n\n`);
  await run.write(whereText(run.command, { events, configFile, out, data, until, isLive }));
  if (live === null) return;
  const onServed = (url: string): Promise<void> => run.write(liveText(url));
  const dashboard = await live.dashboard();
  await runLiveDemo({ ...live, dashboard, data, config, seed: SEED, wallClock, onServed });
}

function makeRoom(folder: string): void {
  if (existsSync(folder)) {
    let names: readonly string[];
    try {
      names = readdirSync(folder);
    } catch {
      throw new FolderRefusedError(folder, "it is not a folder; give another with --out");
    }
    if (names.length > 0 && !names.includes(MARKER))
      throw new FolderRefusedError(folder, "it holds something that is not a demonstration's; give another with --out");
    for (const part of PARTS) rmSync(join(folder, part), { recursive: true, force: true });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, MARKER), "stagefold demo replaces what is in this folder.\n");
}

function writeRecords(file: string, records: readonly InputRecord[]): void {
  const fd = openSync(file, "w");
  try {
    for (let from = 0; from < records.length; from += 10_000) {
      let lines = "";
      for (const record of records.slice(from, from + 10_000)) lines += `${formatInput(record)}\n`;
      writeSync(fd, lines);
    }
  } finally {
    closeSync(fd);
  }
}

interface Places {
  readonly events: string;
  readonly configFile: string;
  readonly out: string;
  readonly data: string;
  readonly until: number;
  readonly isLive: boolean;
}

function whereText(command: string, { events, configFile, out, data, until, isLive }: Places): string {
  const instant = formatInstant(until).replace(".000Z", "Z");
  return `What was read       ${events}
Configuration       ${configFile}
Published topics    ${out} (NDJSON)
Log and stores      ${data}

Replay it by hand:  ${command} replay ${shell(events)} --config ${shell(configFile)} --until ${instant} --out ${shell(`${out}-by-hand`)}
Verify it${isLive ? " (ended):  " : ":          "}${command} verify --data ${shell(data)} --config ${shell(configFile)}
What was refused:   ${command} dead-letters list --data ${shell(data)}
`;
}

function liveText(url: string): string {
  return `
The dashboard       ${url}
API reference       ${url}/reference

It goes on live: leads arrive every few seconds, and chats that nobody answers within a minute break their SLA as you
look. Ctrl-C ends it, with everything committed.
`;
}

/** A path as a word of a shell. */
function shell(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
