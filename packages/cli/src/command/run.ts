import { loadConfig } from "@stagefold/config";
import {
  createLogger,
  LOG_LEVELS,
  type LogLevel,
  listenForShutdown,
  metricsTasks,
  runEmbedded,
  standardStream,
  type TasksOf,
  trackerTasks,
} from "@stagefold/service";
import { Argument, Command, Option } from "commander";
import { partitionCount } from "./partition-count.ts";

interface RunFlags {
  readonly config: string;
  readonly data: string;
  readonly partitions?: number;
  readonly logLevel: LogLevel;
}

/** By name, in the order in which records go through them. */
const PROCESSORS: ReadonlyMap<string, TasksOf> = new Map<string, TasksOf>([
  ["lead-tracker", trackerTasks],
  ["funnel-metrics", metricsTasks],
]);

/** `stagefold run`: processors live, in this process, until SIGINT or SIGTERM. */
export function runCommand(): Command {
  return new Command("run")
    .summary("run processors live on an embedded log")
    .description(
      "Runs one processor or both in this process: they go on from their last commits, follow the clock, and stop\n" +
        "on SIGINT or SIGTERM with everything committed. What they do is logged on standard error, a JSON object a line.",
    )
    .addArgument(new Argument("<processor...>", "which to run").choices([...PROCESSORS.keys()]))
    .requiredOption("-c, --config <file>", "the configuration (YAML)")
    .requiredOption("--data <folder>", "the folder of log and stores; made where it is not there")
    .option("--partitions <n>", "partitions of a new folder's log, 1 to 256 (default: 1)", partitionCount)
    .addOption(new Option("--log-level <level>", "how much to log").choices(LOG_LEVELS).default("info"))
    .action(async (names: string[], flags: RunFlags) => {
      const config = loadConfig(flags.config);
      const processors = [...PROCESSORS].filter(([name]) => names.includes(name)).map(([, tasksOf]) => tasksOf);
      const logger = createLogger({ service: "stagefold", level: flags.logLevel, out: standardStream(2) });
      const { signal, release } = listenForShutdown(logger);
      try {
        const { data: folder, partitions = null } = flags;
        await runEmbedded({ folder, config, partitions, processors, signal, logger });
      } finally {
        release();
      }
    });
}
