import { formatKeyPath, type KeyPath } from "./key-path.ts";

/** One thing that is wrong with a configuration file. */
export interface ConfigProblem {
  readonly file: string;
  /** From 1. Of a key that is missing: the line of the mapping that should have it. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Dotted path, as in `tenants.acme.slas[0].within`. */
  readonly key: string;
  /** What was found, what was expected, what to do. */
  readonly message: string;
}

/**
 * A configuration that cannot be used: all that is wrong with it, in the order of the file.
 *
 * The message has one line a problem: `FILE:LINE: KEY: sentence`. A person must act (SEMANTICS 9:
 * exit code 2).
 */
export class ConfigError extends Error {
  readonly code = "STF-CFG-001";
  readonly disposition = "halt";
  readonly problems: readonly ConfigProblem[];
  constructor(problems: readonly ConfigProblem[]) {
    const ordered = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    super(ordered.map(({ file, line, key, message }) => `${file}:${line}: ${key}: ${message}`).join("\n"));
    this.name = "ConfigError";
    this.problems = ordered;
  }
}

/** The problem at `path`, whose place in the file is `place`. Pure. */
export function problemAt(
  file: string,
  place: { readonly line: number; readonly column: number },
  path: KeyPath,
  message: string,
): ConfigProblem {
  return { file, line: place.line, column: place.column, key: formatKeyPath(path), message };
}
