#!/usr/bin/env node
/** The `stagefold` executable. Exit codes: 0 done, 2 a bad option or configuration, 1 anything else. */
import { readFileSync } from "node:fs";
import { ConfigError } from "@stagefold/config";
import { EnvironmentError, FolderRefusedError } from "@stagefold/service";
import { SourceColumnsError } from "@stagefold/sources";
import { Command, CommanderError } from "commander";
import { checkConfigCommand } from "./command/check-config.ts";
import { deadLettersCommand } from "./command/dead-letters.ts";
import { demoCommand } from "./command/demo.ts";
import { doctorCommand } from "./command/doctor.ts";
import { eraseCommand } from "./command/erase.ts";
import { exportCommand } from "./command/export.ts";
import { importCommand } from "./command/import.ts";
import { replayCommand } from "./command/replay.ts";
import { runCommand } from "./command/run.ts";
import { schemasCommand } from "./command/schemas.ts";
import { serveCommand } from "./command/serve.ts";
import { sourcesCommand } from "./command/sources.ts";
import { tokensCommand } from "./command/tokens.ts";
import { topicsCommand } from "./command/topics.ts";
import { verifyCommand } from "./command/verify.ts";
import { UnknownSourceError } from "./import/unknown-source-error.ts";
import { endWithReader } from "./terminal/write-out.ts";

const program = new Command("stagefold")
  .description("Computes the MQL and SQL reports, SLA breaches and funnel metrics from lead-stage events.")
  .version(ownVersion(), "-V, --version", "print the version")
  .helpOption("-h, --help", "print help")
  .helpCommand("help [command]", "print help for a command")
  .showHelpAfterError("(stagefold --help and stagefold COMMAND --help say more)")
  .addHelpText(
    "after",
    `
Examples:
  stagefold demo
  stagefold check-config stagefold.yaml
  stagefold replay events.ndjson --config stagefold.yaml --out out
  stagefold COMMAND --help

Exit codes: 0 done, 2 a bad option or configuration, 1 anything else.`,
  );
for (const command of [
  demoCommand(),
  replayCommand(),
  importCommand(),
  runCommand(),
  serveCommand(),
  exportCommand(),
  schemasCommand(),
  checkConfigCommand(),
  doctorCommand(),
  sourcesCommand(),
  verifyCommand(),
  deadLettersCommand(),
  eraseCommand(),
  topicsCommand(),
  tokensCommand(),
])
  program.addCommand(command);
inherit(program);

endWithReader();
try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Errors are thrown, and hints given, by every command alike. */
function inherit(parent: Command): void {
  parent.exitOverride();
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inherit(command);
  }
}

function ownVersion(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}

function exitCodeOf(error: unknown): number {
  // Commander has said what was wrong; --help and --version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ConfigError || error instanceof EnvironmentError || error instanceof UnknownSourceError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  process.stderr.write(`stagefold: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.STAGEFOLD_DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return error instanceof FolderRefusedError || error instanceof SourceColumnsError ? 2 : 1;
}
