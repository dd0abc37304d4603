import { loadConfig, loadConfigFile, loadSource, SHIPPED_SOURCES, shippedSourceText } from "@stagefold/config";
import { runSourceTests } from "@stagefold/sources";
import { Command, InvalidArgumentError } from "commander";
import { failureLines } from "../sources/failure-lines.ts";
import { counted } from "../terminal/counted.ts";
import { writeOut } from "../terminal/write-out.ts";

interface ListFlags {
  readonly config?: string;
}

interface TestFlags {
  readonly config: string;
}

/** `stagefold sources list | show | test`: docs/sources.md. */
export function sourcesCommand(): Command {
  return new Command("sources")
    .summary("list, show and test sources: how records of other systems become events")
    .description("Sources say how records of other systems become events. Some are shipped, to be named in `extends`.")
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(testCommand());
}

function listCommand(): Command {
  return new Command("list")
    .summary("name the sources")
    .description("Names the sources that are shipped, a line each, and with --config those of the configuration.")
    .option("--config <file>", "a configuration, whose sources are named as well")
    .addHelpText("after", "\nExample:\n  stagefold sources list")
    .action(async ({ config }: ListFlags) => {
      const shipped = SHIPPED_SOURCES.map((name) => `${name}: ${aboutOf(shippedSourceText(name))}`);
      const own = config === undefined ? [] : [...loadConfigFile(config).sources.values()];
      const lines = own.map(
        ({ name, events, rules, tests }) =>
          `${name}: in ${config}: ${counted(events.length, "kind of event", "kinds of events")}, ${counted(rules.length, "rule", "rules")}, ${counted(tests.length, "test", "tests")}`,
      );
      await writeOut([...shipped, ...lines].map((line) => `${line}\n`).join(""));
    });
}

function showCommand(): Command {
  return new Command("show")
    .summary("print a shipped source")
    .description("Prints a shipped source: what a source that extends it begins with.")
    .argument("<name>", "its name", shippedName)
    .addHelpText("after", "\nExample:\n  stagefold sources show csv-stage-changes")
    .action((name: string) => writeOut(shippedSourceText(name)));
}

function testCommand(): Command {
  return new Command("test")
    .summary("check a mapping file and run its tests")
    .description(
      "Checks a file with one source and runs the tests in it. Says how many passed, or names every problem with file,\n" +
        "line and what came. Exit code 2 where there is one. The sources of a configuration: stagefold check-config.",
    )
    .argument("<file>", "the mapping (YAML): what stands under a source's name")
    .requiredOption("--config <file>", "the configuration, for its tenants")
    .addHelpText("after", "\nExample:\n  stagefold sources test crm-leads.yaml --config stagefold.yaml")
    .action(async (file: string, flags: TestFlags) => {
      const config = loadConfig(flags.config);
      const source = loadSource(file, config);
      const failed = failureLines(file, source.name, await runSourceTests(source, config));
      if (failed.length === 0) {
        await writeOut(`${file}: good: ${counted(source.tests.length, "test", "tests")} passed\n`);
        return;
      }
      process.stderr.write(`${failed.join("\n")}\n`);
      process.exitCode = 2;
    });
}

function shippedName(name: string): string {
  if (SHIPPED_SOURCES.some((one) => one === name)) return name;
  throw new InvalidArgumentError(`expected one of ${SHIPPED_SOURCES.join(", ")}.`);
}

/** What the comment at the head of a shipped file says first. Pure. */
function aboutOf(text: string): string {
  const comment = text.match(/^(?:#.*\n)*/)?.[0].replace(/\n?# ?/g, " ") ?? "";
  return (comment.split(/[:.]\s| docs\//, 1)[0] ?? "").trim();
}
