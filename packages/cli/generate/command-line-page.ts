/** docs/command-line.md: every command, argument and option, as the commands themselves define them. */
import type { Command, Option } from "commander";

const HEAD = `<!-- Generated from the commands in packages/cli. Do not edit: run pnpm generate. -->

# Command line

Every command of \`stagefold\` with its arguments and options: what \`stagefold COMMAND --help\` prints, on one page. In a
checkout \`stagefold\` is \`pnpm stagefold\`.

Exit codes: 0 done, 2 a bad option or configuration, 1 anything else; where a command says more of them, it stands there.
`;

/** The page. Pure. */
export function commandLinePage(program: Command): string {
  const overview = ["| command | what |", "| --- | --- |"];
  for (const command of program.commands)
    overview.push(`| [\`${pathOf(command)}\`](#${anchorOf(command)}) | ${cell(command.summary())} |`);
  return `${[HEAD, overview.join("\n"), ...program.commands.flatMap((command) => sectionsOf(command, 2))].join("\n")}\n`;
}

function sectionsOf(command: Command, level: number): readonly string[] {
  const lines = [`\n${"#".repeat(level)} ${pathOf(command)}\n`, prose(command.description()), ""];
  lines.push("```", usageOf(command), "```");
  const { registeredArguments, options } = command;
  if (registeredArguments.length > 0) {
    lines.push("", "| argument | what |", "| --- | --- |");
    for (const argument of registeredArguments)
      lines.push(`| \`${argumentText(argument)}\` | ${cell(argument.description)}${oneOf(argument.argChoices)} |`);
  }
  if (options.length > 0) {
    lines.push("", "| option | what | |", "| --- | --- | --- |");
    for (const option of options) lines.push(optionRow(option));
  }
  const after = helpAfter(command);
  if (after !== "") lines.push("", "```", after, "```");
  return [lines.join("\n"), ...command.commands.flatMap((each) => sectionsOf(each, level + 1))];
}

/** `stagefold topics apply`. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function anchorOf(command: Command): string {
  return pathOf(command).replaceAll(" ", "-");
}

function usageOf(command: Command): string {
  const parts = command.registeredArguments.map(argumentText);
  if (command.commands.length > 0) parts.push("COMMAND");
  if (command.options.length > 0) parts.unshift("[options]");
  return [pathOf(command), ...parts].join(" ");
}

function argumentText(argument: { name(): string; readonly required: boolean; readonly variadic: boolean }): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** An option: as it is written, what it is for, and what holds where it is not given. */
function optionRow({ flags, description, mandatory, argChoices, defaultValue }: Option): string {
  const isText = typeof defaultValue === "string" || typeof defaultValue === "number";
  const otherwise = isText ? `default \`${defaultValue}\`` : "";
  return `| \`${flags.replaceAll("|", "\\|")}\` | ${cell(description)}${oneOf(argChoices)} | ${mandatory ? "required" : otherwise} |`;
}

function oneOf(choices: readonly string[] | undefined): string {
  return choices === undefined ? "" : `: ${choices.map((choice) => `\`${choice}\``).join(", ")}`;
}

/** What a command's help adds at its end: examples and exit codes. */
function helpAfter(command: Command): string {
  let text = "";
  const written = command.configureOutput();
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  command.configureOutput(written);
  return text.slice(text.indexOf(command.helpInformation()) + command.helpInformation().length).trim();
}

/** A paragraph that was broken into lines for a terminal, as one line; nothing in it is markup. */
function prose(text: string): string {
  return text.replace(/(?<!\n)\n(?!\n)/g, " ").replaceAll("<", "\\<");
}

function cell(text: string): string {
  return prose(text).replaceAll("|", "\\|");
}
