import { performance } from "node:perf_hooks";
import { loadConfig } from "@stagefold/config";
import { computedUnder, openDataFolder } from "@stagefold/service";
import { Command } from "commander";
import { verify } from "../embedded/verify.ts";
import type { Findings } from "../embedded/verify-findings.ts";
import { createProgress } from "../terminal/progress.ts";
import { writeOut } from "../terminal/write-out.ts";

interface VerifyFlags {
  readonly data: string;
  readonly config: string;
}

/** `stagefold verify`: the law of SEMANTICS 1, checked on what is there. */
export function verifyCommand(): Command {
  return new Command("verify")
    .summary("recompute everything from the log and compare")
    .description(
      "Reads the log of a data folder from its beginning, computes everything again, and compares: what was published " +
        "(newest per key), that populations balance from day to day, and what the stores hold. Changes nothing. Exit " +
        "code 1 where something differs. Needs as much room for temporary files (TMPDIR) as the folder takes.",
    )
    .requiredOption("--data <folder>", "the folder of log and stores that a replay or run kept")
    .requiredOption("-c, --config <file>", "the configuration (YAML)")
    .addHelpText("after", "\nExample:\n  stagefold verify --data data --config stagefold.yaml")
    .action(async (flags: VerifyFlags) => {
      const config = loadConfig(flags.config);
      const data = computedUnder(openDataFolder(flags.data), config);
      const progress = createProgress(process.stderr, () => performance.now());
      progress.stage("recomputing", null);
      let steps = 0;
      const findings = await verify({
        data,
        config,
        wallClock: Date.now,
        onStep: () => progress.at(++steps, steps),
      }).finally(() => progress.end());
      await writeOut(`${findingsText(findings)}\n`);
      if (findings.differenceCount > 0) process.exitCode = 1;
    });
}

/** What was found, for a person. Pure. */
export function findingsText({ comparisons, differences, differenceCount }: Findings): string {
  const lines = comparisons.map(({ what, count }) => `${count.toLocaleString("en").padStart(14)} ${what}`);
  if (differenceCount === 0) return [...lines, "no differences"].join("\n");
  const more = differenceCount - differences.length;
  lines.push(...differences.map((difference) => `DIFFERS: ${difference}`));
  if (more > 0) lines.push(`and ${more.toLocaleString("en")} more`);
  return [...lines, `${differenceCount.toLocaleString("en")} differences`].join("\n");
}
