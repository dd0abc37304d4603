import { performance } from "node:perf_hooks";
import { loadConfig } from "@stagefold/config";
import { DEAD_LETTER_REASONS } from "@stagefold/processors";
import { openDataFolder, under } from "@stagefold/service";
import { Command, Option } from "commander";
import { listDeadLetters } from "../embedded/list-dead-letters.ts";
import { type RedriveResult, redrive } from "../embedded/redrive.ts";
import { createProgress } from "../terminal/progress.ts";
import { writeOut } from "../terminal/write-out.ts";

interface ListFlags {
  readonly data: string;
  readonly reason?: string;
  readonly json?: true;
}

interface RedriveFlags {
  readonly data: string;
  readonly config: string;
  readonly reason?: string;
  readonly dryRun?: true;
  readonly out?: string;
}

/** `stagefold dead-letters list | redrive`: SEMANTICS 10. */
export function deadLettersCommand(): Command {
  return new Command("dead-letters")
    .summary("list refused records, bring them back after a repair")
    .description("Shows the records that were refused and why, and brings them back once they would be accepted.")
    .addCommand(listCommand())
    .addCommand(redriveCommand());
}

function listCommand(): Command {
  return new Command("list")
    .summary("list the records that were refused")
    .description("Lists the dead letters that were not brought back yet: why, where they were, what they are.")
    .requiredOption("--data <folder>", "a folder of log and stores (replay --data, demo, run)")
    .addOption(reasonOption())
    .option("--json", "one JSON object a line, whole, as in dead-letters.ndjson")
    .addHelpText(
      "after",
      "\nExamples:\n  stagefold dead-letters list --data data\n  stagefold dead-letters list --data data --reason INVALID --json",
    )
    .action((flags: ListFlags) =>
      listDeadLetters({
        folder: flags.data,
        reason: flags.reason ?? null,
        json: flags.json === true,
        write: writeOut,
      }),
    );
}

function redriveCommand(): Command {
  return new Command("redrive")
    .summary("bring refused records back after a repair")
    .description(
      "Judges each dead letter again under the configuration given. Those that would be accepted now go back to their " +
        "topic, once; what follows from them is computed and the published topics are written again. The " +
        "configuration may be another than the folder was made with, where it has the tenants, stages and exchange " +
        "rates of that.",
    )
    .requiredOption("--data <folder>", "the folder of log and stores that a replay or run kept")
    .requiredOption("-c, --config <file>", "the repaired configuration (YAML)")
    .option("-o, --out <folder>", "where to write the published topics; made where it is not there")
    .addOption(reasonOption())
    .option("--dry-run", "only say what would be brought back")
    .addHelpText(
      "after",
      "\nExamples:\n  stagefold dead-letters redrive --data data --config stagefold.yaml --dry-run\n" +
        "  stagefold dead-letters redrive --data data --config stagefold.yaml --out out",
    )
    .action(async (flags: RedriveFlags, command: Command) => {
      if (flags.out === undefined && flags.dryRun !== true)
        command.error("error: required option '-o, --out <folder>' not specified (or give --dry-run)");
      const config = loadConfig(flags.config);
      const data = under(openDataFolder(flags.data), config);
      const progress = createProgress(process.stderr, () => performance.now());
      progress.stage("processing", null);
      let steps = 0;
      const result = await redrive({
        data,
        config,
        reason: flags.reason ?? null,
        out: flags.dryRun === true ? null : (flags.out ?? null),
        wallClock: Date.now,
        onStep: () => progress.at(++steps, steps),
      }).finally(() => progress.end());
      await writeOut(`${redriveText(result, flags.dryRun === true, flags.out ?? "")}\n`);
    });
}

function reasonOption(): Option {
  return new Option("--reason <reason>", "only those of this reason").choices(DEAD_LETTER_REASONS);
}

/** What a redrive did, for a person. Pure. */
export function redriveText(result: RedriveResult, isDryRun: boolean, out: string): string {
  const { broughtBack, staying, refusedAgain } = result;
  const lines = [
    `${isDryRun ? "would bring back" : "brought back"} ${countsText(broughtBack)}`,
    `still refused: ${countsText(staying)}`,
  ];
  if (refusedAgain > 0)
    lines.push(`${refusedAgain} became dead letters again: see stagefold dead-letters list for why`);
  if (!isDryRun) lines.push(`published topics: ${out}`);
  return lines.join("\n");
}

function countsText(counts: ReadonlyMap<string, number>): string {
  const sum = [...counts.values()].reduce((all, count) => all + count, 0);
  const parts = [...counts].map(([reason, count]) => `${reason} ${count}`);
  return parts.length === 0 ? "none" : `${sum} (${parts.sort().join(", ")})`;
}
