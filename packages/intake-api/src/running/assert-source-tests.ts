import { ConfigError, type ConfigFile, type ConfigProblem } from "@stagefold/config";
import { runSourceTests } from "@stagefold/sources";

/**
 * Runs the tests of all sources: a mapping that does not do what it says must publish nothing. Throws ConfigError with
 * every test that failed; `fileName` is where they stand.
 */
export async function assertSourceTests({ config, sources }: ConfigFile, fileName: string): Promise<void> {
  const problems: ConfigProblem[] = [];
  for (const source of sources.values()) {
    for (const { test, line, details } of await runSourceTests(source, config)) {
      const message = `the test ${JSON.stringify(test)} fails: ${details.join("; ")}`;
      problems.push({ file: fileName, line, column: 1, key: `sources.${source.name}.tests`, message });
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
}
