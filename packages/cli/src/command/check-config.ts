import { loadConfig } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import { Command } from "commander";

/** `stagefold check-config`: SEMANTICS 11, without anything being run. */
export function checkConfigCommand(): Command {
  return new Command("check-config")
    .summary("check a configuration file")
    .description(
      "Checks the whole of a configuration: says in one line what it holds, or names every problem with file, line " +
        "and key. Exit code 2 where there is one.",
    )
    .argument("<file>", "the configuration (YAML)")
    .addHelpText("after", "\nExample:\n  stagefold check-config stagefold.yaml")
    .action((file: string) => {
      process.stdout.write(`${summaryOf(file, loadConfig(file))}\n`);
    });
}

/** What a configuration holds, in a line. Pure. */
export function summaryOf(file: string, { tenants }: StagefoldConfig): string {
  const policies = [...tenants.values()].reduce((sum, { slas }) => sum + slas.length, 0);
  const names = [...tenants.keys()].sort();
  const shown = names.length > 5 ? [...names.slice(0, 5), "..."] : names;
  return `${file}: good: ${counted(names.length, "tenant", "tenants")} (${shown.join(", ")}), ${counted(policies, "SLA policy", "SLA policies")}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
