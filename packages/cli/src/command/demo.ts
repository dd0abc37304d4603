import { performance } from "node:perf_hooks";
import { dashboardFolder } from "@stagefold/dashboard";
import { createLogger, listenForShutdown, standardStream } from "@stagefold/service";
import { Command, InvalidArgumentError } from "commander";
import { runDemo } from "../demo/run-demo.ts";
import { ownCommand } from "../terminal/own-command.ts";
import { createProgress } from "../terminal/progress.ts";
import { warn } from "../terminal/warn.ts";
import { writeOut } from "../terminal/write-out.ts";

interface DemoFlags {
  readonly out: string;
  readonly exit?: boolean;
  readonly port?: number;
}

/** `stagefold demo`: half a year of three companies, computed and reported, with nothing to set up. */
export function demoCommand(): Command {
  return new Command("demo")
    .summary("compute half a year of three invented companies and report on it")
    .description(
      "Invents the history of three companies, the same each time, runs it through everything that is there, and prints " +
        "the reports: leads and MQLs, SQLs by quarter, speed against the SLA, the latest breaches. Leaves input, " +
        "configuration and results in a folder to look at. Then it serves the dashboard on this machine and goes on " +
        "live, with leads that arrive as you look, until Ctrl-C.",
    )
    .option("--exit", "end with the reports; the history then ends on a fixed day, and is the same each time")
    .option("--port <n>", "where to serve the dashboard (default: 8080, or any that is free)", portNumber)
    .option("-o, --out <folder>", "where to leave everything; a former demo there is replaced", "stagefold-demo")
    .addHelpText("after", "\nExample:\n  stagefold demo --out /tmp/stagefold-demo")
    .action(async (flags: DemoFlags) => {
      const run = {
        folder: flags.out,
        wallClock: Date.now,
        stopwatch: () => performance.now(),
        progress: createProgress(process.stderr, () => performance.now()),
        warn,
        colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
        command: ownCommand(process.argv, process.env),
        write: writeOut,
      };
      if (flags.exit === true) return runDemo({ ...run, live: null });
      const logger = createLogger({ service: "demo", level: "warn", out: standardStream(2) });
      const { signal, release } = listenForShutdown(logger);
      try {
        await runDemo({ ...run, live: { dashboard: dashboardFolder, port: flags.port ?? null, logger, signal } });
      } finally {
        release();
      }
    });
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("a whole number from 0 to 65535 is expected.");
}
