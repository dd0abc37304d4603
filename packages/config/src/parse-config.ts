import type { StagefoldConfig } from "@stagefold/domain";
import { ConfigError, type ConfigProblem, problemAt } from "./config-error.ts";
import type { KeyPath, Report } from "./key-path.ts";
import { member } from "./rule/raw.ts";
import { reportIssue } from "./schema/report-issue.ts";
import { compileFile, fileRules, fileSchema } from "./section/file.ts";
import { type Placed, readSource, readSources } from "./section/source/read-source.ts";
import type { SourceConfig } from "./section/source/source-config.ts";
import { tenantsOfConfig, tenantsOfFile } from "./section/source/source-tenants.ts";
import { readYaml } from "./yaml/read-yaml.ts";
import { withoutEmpty } from "./yaml/without-empty.ts";

/** What a configuration file holds: what is computed, and where events come from. */
export interface ConfigFile {
  readonly config: StagefoldConfig;
  /** By name. No part of `config`, nor of its fingerprint: how events come in changes nothing of what is made of them. */
  readonly sources: ReadonlyMap<string, SourceConfig>;
}

/**
 * The configuration that `text` holds: SEMANTICS 11. Checked in full: form first, then what
 * relates keys to each other on whatever has its form, so that all faults are told at once.
 *
 * `fileName` is for the errors only. Throws ConfigError with all problems, and nothing else.
 */
export function parseConfigFile(text: string, fileName: string): ConfigFile {
  return checked(text, fileName, "a mapping with the key tenants; see docs/configuration.md", (found, placed) => {
    const { report } = placed;
    const sources = readSources(member(found, "sources"), ["sources"], tenantsOfFile(found), placed);
    const value = withoutEmpty(withoutSources(found));
    const result = fileSchema.safeParse(value);
    for (const issue of result.error?.issues ?? []) reportIssue(issue, report);
    fileRules(value, report);
    return result.success ? () => ({ config: compileFile(result.data), sources }) : null;
  });
}

/** As `parseConfigFile`, the configuration alone; its sources are checked as well. */
export function parseConfig(text: string, fileName: string): StagefoldConfig {
  return parseConfigFile(text, fileName).config;
}

/** The source of a mapping file: the body of one source, for the tenants of `config`. Errors as of `parseConfigFile`. */
export function parseSource(text: string, fileName: string, name: string, config: StagefoldConfig): SourceConfig {
  return checked(text, fileName, "a mapping with the keys of a source; see docs/sources.md", (found, placed) => {
    const source = readSource(name, found, [], tenantsOfConfig(config), placed);
    return source === undefined ? null : () => source;
  });
}

/** What `read` makes of the YAML of `text`, unless there is anything to report. */
function checked<T>(
  text: string,
  fileName: string,
  expected: string,
  read: (found: unknown, placed: Placed) => (() => T) | null,
): T {
  const yaml = readYaml(text, fileName, isExchangeRate);
  if (yaml.value === undefined) throw new ConfigError(yaml.problems);
  const problems: ConfigProblem[] = [...yaml.problems];
  const report: Report = (path, sentence) => {
    problems.push(problemAt(fileName, yaml.placeOf(path), path, sentence));
  };
  if (yaml.value === null) {
    report([], `the file is empty, expected ${expected}`);
    throw new ConfigError(problems);
  }
  const made = read(yaml.value, { report, lineOf: (path) => yaml.placeOf(path).line });
  if (made === null || problems.length > 0) throw new ConfigError(problems);
  return made();
}

/** Sources have been read by themselves: in them an empty key may mean something. */
function withoutSources(file: unknown): unknown {
  if (member(file, "sources") === undefined) return file;
  const { sources: _, ...others } = file as Readonly<Record<string, unknown>>;
  return others;
}

/** Rates are exact as written (SEMANTICS 7): their text is read, never a double. */
function isExchangeRate(path: KeyPath): boolean {
  return path.length === 4 && path[0] === "tenants" && path[2] === "exchangeRates";
}
