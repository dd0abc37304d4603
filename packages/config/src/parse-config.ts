import type { StagefoldConfig } from "@stagefold/domain";
import type { z } from "zod";
import { ConfigError, type ConfigProblem, problemAt } from "./config-error.ts";
import type { KeyPath } from "./key-path.ts";
import { unknownKeySentence } from "./schema/shapes.ts";
import { compileFile, fileRules, fileSchema } from "./section/file.ts";
import { readYaml } from "./yaml/read-yaml.ts";
import { withoutEmpty } from "./yaml/without-empty.ts";

/**
 * The configuration that `text` holds: SEMANTICS 11. Checked in full: form first, then what
 * relates keys to each other on whatever has its form, so that all faults are told at once.
 *
 * `fileName` is for the errors only. Throws ConfigError with all problems, and nothing else.
 */
export function parseConfig(text: string, fileName: string): StagefoldConfig {
  const yaml = readYaml(text, fileName, isExchangeRate);
  if (yaml.value === undefined) throw new ConfigError(yaml.problems);
  if (yaml.value === null) {
    throw new ConfigError([
      ...yaml.problems,
      problemAt(
        fileName,
        yaml.placeOf([]),
        [],
        "the file is empty, expected a mapping with the key tenants; see docs/configuration.md",
      ),
    ]);
  }
  const problems: ConfigProblem[] = [...yaml.problems];
  const report = (path: KeyPath, sentence: string) => {
    problems.push(problemAt(fileName, yaml.placeOf(path), path, sentence));
  };
  const value = withoutEmpty(yaml.value);
  const result = fileSchema.safeParse(value);
  for (const issue of result.error?.issues ?? []) reportIssue(issue, report);
  fileRules(value, report);
  if (!result.success || problems.length > 0) throw new ConfigError(problems);
  return compileFile(result.data);
}

function reportIssue(issue: z.core.$ZodIssue, report: (path: KeyPath, sentence: string) => void): void {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code !== "unrecognized_keys") report(path, issue.message);
  else for (const key of issue.keys) report([...path, key], unknownKeySentence(key, issue));
}

/** Rates are exact as written (SEMANTICS 7): their text is read, never a double. */
function isExchangeRate(path: KeyPath): boolean {
  return path.length === 4 && path[0] === "tenants" && path[2] === "exchangeRates";
}
