import { Command } from "commander";
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

/**
 * The `stagefold` command line with all its commands; nothing of it is run. What it refuses it throws as a
 * `CommanderError`, once it has said what was wrong.
 */
export function createProgram(version: string): Command {
  const program = new Command("stagefold")
    .description("Computes the MQL and SQL reports, SLA breaches and funnel metrics from lead-stage events.")
    .version(version, "-V, --version", "print the version")
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
  return program;
}

/** Errors are thrown, and hints given, by every command alike. */
function inherit(parent: Command): void {
  parent.exitOverride();
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inherit(command);
  }
}
