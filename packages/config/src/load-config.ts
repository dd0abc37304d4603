import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { StagefoldConfig } from "@stagefold/domain";
import { ConfigError, problemAt } from "./config-error.ts";
import { type ConfigFile, parseConfigFile, parseSource } from "./parse-config.ts";
import type { SourceConfig } from "./section/source/source-config.ts";

/** The configuration in `file`, a path (SEMANTICS 11). Throws ConfigError with all that is wrong, also where the file cannot be read. */
export function loadConfig(file: string): StagefoldConfig {
  return loadConfigFile(file).config;
}

/** The configuration in `file` with its sources. Throws as `loadConfig` does. */
export function loadConfigFile(file: string): ConfigFile {
  return parseConfigFile(textOf(file), file);
}

/**
 * The source in a mapping file: the body of one source, called as the file is without `.yaml` or `.yml`, for the tenants
 * of `config`. Throws as `loadConfig` does.
 */
export function loadSource(file: string, config: StagefoldConfig): SourceConfig {
  const name = basename(file).replace(/\.ya?ml$/, "");
  return parseSource(textOf(file), file, name, config);
}

function textOf(file: string): string {
  const refuse = (sentence: string, cause: unknown) => {
    const error = new ConfigError([problemAt(file, { line: 1, column: 1 }, [], sentence)]);
    error.cause = cause;
    return error;
  };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw refuse(
      `the file cannot be read (${cause instanceof Error ? cause.message : cause}), expected a YAML file; check the path and its permissions`,
      cause,
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse("the file is not UTF-8, expected YAML in UTF-8; save it in that encoding", cause);
  }
}
