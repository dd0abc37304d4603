import { loadConfigFile, type SourceConfig } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import { runSourceTests } from "@stagefold/sources";
import { Command } from "commander";
import { failureLines } from "../sources/failure-lines.ts";
import { counted } from "../terminal/counted.ts";

/** `stagefold check-config`: SEMANTICS 11, without anything being run. */
export function checkConfigCommand(): Command {
  return new Command("check-config")
    .summary("check a configuration file")
    .description(
      "Checks the whole of a configuration and runs the tests of its sources: says in one line what it holds, or names\n" +
        "every problem with file, line and key. Exit code 2 where there is one.",
    )
    .argument("<file>", "the configuration (YAML)")
    .addHelpText("after", "\nExample:\n  stagefold check-config stagefold.yaml")
    .action(async (file: string) => {
      const { config, sources } = loadConfigFile(file);
      const failed: string[] = [];
      for (const source of sources.values())
        failed.push(...failureLines(file, `sources.${source.name}`, await runSourceTests(source, config)));
      if (failed.length === 0) {
        process.stdout.write(`${summaryOf(file, config)}${sourcesSummary([...sources.values()])}\n`);
        return;
      }
      process.stderr.write(`${failed.join("\n")}\n`);
      process.exitCode = 2;
    });
}

/** What a configuration holds, in a line. Pure. */
function summaryOf(file: string, { tenants }: StagefoldConfig): string {
  const policies = [...tenants.values()].reduce((sum, { slas }) => sum + slas.length, 0);
  const names = [...tenants.keys()].sort();
  const shown = names.length > 5 ? [...names.slice(0, 5), "..."] : names;
  return `${file}: good: ${counted(names.length, "tenant", "tenants")} (${shown.join(", ")}), ${counted(policies, "SLA policy", "SLA policies")}`;
}

/** `, 2 sources, 5 tests passed`; nothing where there are no sources. Pure. */
function sourcesSummary(sources: readonly SourceConfig[]): string {
  if (sources.length === 0) return "";
  const tests = sources.reduce((sum, source) => sum + source.tests.length, 0);
  return `, ${counted(sources.length, "source", "sources")}, ${counted(tests, "test", "tests")} passed`;
}
