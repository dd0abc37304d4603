#!/usr/bin/env node
/** The `stagefold` executable. Exit codes: 0 done, 2 a bad option or configuration, 1 anything else. */
import { ConfigError } from "@stagefold/config";
import { Command, CommanderError } from "commander";
import { replayCommand } from "./command/replay.ts";
import { runCommand } from "./command/run.ts";

const program = new Command("stagefold")
  .description("Computes the MQL and SQL reports, SLA breaches and funnel metrics from lead-stage events.")
  .showHelpAfterError("(stagefold --help and stagefold COMMAND --help say more)")
  .exitOverride();
program.addCommand(replayCommand());
program.addCommand(runCommand());
for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // Commander has said what was wrong; --help and --version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  process.stderr.write(`stagefold: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.STAGEFOLD_DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}
