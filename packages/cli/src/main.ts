#!/usr/bin/env node
/** The `stagefold` executable. Exit codes: 0 done, 2 a bad option or configuration, 1 anything else. */
import { readFileSync } from "node:fs";
import { ConfigError } from "@stagefold/config";
import { EnvironmentError, FolderRefusedError } from "@stagefold/service";
import { SourceColumnsError } from "@stagefold/sources";
import { CommanderError } from "commander";
import { UnknownSourceError } from "./import/unknown-source-error.ts";
import { createProgram } from "./program.ts";
import { endWithReader } from "./terminal/write-out.ts";

const program = createProgram(ownVersion());

endWithReader();
try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
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
