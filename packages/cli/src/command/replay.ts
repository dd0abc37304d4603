import { performance } from "node:perf_hooks";
import { loadConfig } from "@stagefold/config";
import { Command, InvalidArgumentError } from "commander";
import { replay } from "../embedded/replay.ts";
import { replayInto } from "../embedded/replay-into.ts";
import { createProgress } from "../terminal/progress.ts";
import { warn } from "../terminal/warn.ts";
import { partitionCount } from "./partition-count.ts";

interface ReplayFlags {
  readonly config: string;
  readonly out: string;
  readonly until?: number;
  readonly partitions: number;
  readonly data?: string;
}

/** `stagefold replay`: SEMANTICS 9. */
export function replayCommand(): Command {
  return new Command("replay")
    .summary("compute everything from files of events")
    .description(
      "Reads NDJSON files of lead, spend and target events in any order, computes stays, SLA breaches and metrics " +
        "on an embedded log, and writes lead-stays.ndjson, sla-breaches.ndjson, funnel-metrics.ndjson, " +
        "dead-letters.ndjson and summary.json.",
    )
    .argument("<file...>", "NDJSON files, gzipped or not; - is standard input")
    .requiredOption("-c, --config <file>", "the configuration (YAML)")
    .requiredOption("-o, --out <folder>", "where to write; made where it is not there")
    .option(
      "--until <instant>",
      "where the clock ends, ISO 8601 with a zone (default: the largest occurredAt)",
      instant,
    )
    .option("--partitions <n>", "partitions of the embedded log, 1 to 256", partitionCount, 1)
    .option("--data <folder>", "keep log and stores here (for verify and dead-letters); a new folder, or an empty one")
    .addHelpText(
      "after",
      "\nExamples:\n  stagefold replay events.ndjson --config stagefold.yaml --out out\n" +
        "  stagefold replay leads.ndjson.gz spend.ndjson --config stagefold.yaml --out out --until 2026-07-01T00:00:00Z\n" +
        "  cat *.ndjson | stagefold replay - --config stagefold.yaml --out out --data data",
    )
    .action(async (files: string[], flags: ReplayFlags) => {
      const config = loadConfig(flags.config);
      const options = {
        files,
        config,
        out: flags.out,
        until: flags.until ?? null,
        partitions: flags.partitions,
        wallClock: Date.now,
        stopwatch: () => performance.now(),
        progress: createProgress(process.stderr, () => performance.now()),
        warn,
      };
      if (flags.data === undefined) await replay({ ...options, data: null });
      else await replayInto(flags.data, options);
    });
}

const INSTANT = /^[+-]?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function instant(text: string): number {
  try {
    if (!INSTANT.test(text)) throw new RangeError("form");
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw new InvalidArgumentError("expected an instant with a zone, such as 2026-04-05T00:00:00Z.");
  }
}
