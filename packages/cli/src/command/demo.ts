import { performance } from "node:perf_hooks";
import { Command } from "commander";
import { runDemo } from "../demo/run-demo.ts";
import { ownCommand } from "../terminal/own-command.ts";
import { createProgress } from "../terminal/progress.ts";
import { warn } from "../terminal/warn.ts";
import { writeOut } from "../terminal/write-out.ts";

interface DemoFlags {
  readonly out: string;
}

/** `stagefold demo`: half a year of three companies, computed and reported, with nothing to set up. */
export function demoCommand(): Command {
  return new Command("demo")
    .summary("compute half a year of three invented companies and report on it")
    .description(
      "Invents the history of three companies, the same each time, runs it through everything that is there, and prints " +
        "the reports: leads and MQLs, SQLs by quarter, speed against the SLA, the latest breaches. Leaves input, " +
        "configuration and results in a folder to look at.",
    )
    .option("-o, --out <folder>", "where to leave everything; a former demo there is replaced", "stagefold-demo")
    .addHelpText("after", "\nExample:\n  stagefold demo --out /tmp/stagefold-demo")
    .action((flags: DemoFlags) =>
      runDemo({
        folder: flags.out,
        wallClock: Date.now,
        stopwatch: () => performance.now(),
        progress: createProgress(process.stderr, () => performance.now()),
        warn,
        colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
        command: ownCommand(process.argv, process.env),
        write: writeOut,
      }),
    );
}
