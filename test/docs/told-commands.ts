/** What pages tell their readers to type, and whether it would be understood. */
import type { Command } from "commander";

/** A command of ours on a page. */
export interface ToldCommand {
  /** `stagefold` or `pnpm`. */
  readonly program: string;
  /** Its words, without quotes, up to where the shell begins something else. */
  readonly words: readonly string[];
  /** In a block of code it is whole; in a sentence it may be a mention. */
  readonly whole: boolean;
}

const FENCE = /^```[a-z]*\n([\s\S]*?)^```$/gm;
const INLINE = /`((?:pnpm|stagefold|npx) [^`\n]+)`/g;
/** Where a command begins: a line, something that the shell begins one after, `npx -p … pnpm`. */
const BEGIN = /(?:^|[|;&(] *|\b(?:then|do) |"|pnpm@12 )(?:[A-Z_]+=\S+ )*(pnpm|stagefold) +(?=[a-z-])/gm;
const WORD = /"[^"]*"|'[^']*'|<[a-z.]+>|[^\s"'|;&<>()]+|[|;&<>()]/g;

/** The commands in a page's code. Pure. */
export function toldCommands(page: string): readonly ToldCommand[] {
  const blocks = [...page.matchAll(FENCE)].map(([, text = ""]) => ({ text: joined(text), whole: true }));
  const prose = page.replace(FENCE, "");
  const mentions = [...prose.matchAll(INLINE)].map(([, text = ""]) => ({ text, whole: false }));
  return [...blocks, ...mentions].flatMap(({ text, whole }) =>
    [...text.matchAll(BEGIN)].flatMap(({ index, 0: begin, 1: program = "" }) => {
      const words = wordsOf(text.slice(index + begin.length).split("\n")[0] ?? "");
      if (program !== "pnpm" || words[0] !== "stagefold") return [{ program, words, whole }];
      return [{ program: "stagefold", words: words.slice(1), whole }];
    }),
  );
}

/** Lines that go on in the next, as one. */
function joined(text: string): string {
  return text.replace(/ *\\\n */g, " ");
}

function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(WORD)) {
    if (/^([|;&>()#]|<$|2$)/.test(word)) break;
    // `[options]` and `<file...>` as a usage has them.
    if (word !== "[options]") words.push(word.startsWith("<") ? "…" : word.replace(/^["'[]+|["'\]]+$/g, ""));
  }
  return words;
}

/** What of a command is not understood: a sentence, or null. What a usage leaves to the reader is let pass. Pure. */
export function misunderstood({ words, whole }: ToldCommand, program: Command): string | null {
  let command = program;
  const rest = [...words];
  while (command.commands.length > 0 && rest[0] !== undefined && !rest[0].startsWith("-")) {
    const name = rest.shift() as string;
    if (/^(COMMAND|help|…|\.\.\.)$/.test(name)) return null;
    const next = command.commands.find((each) => each.name() === name);
    if (next === undefined) return `${nameOf(command)} has no command ${name}`;
    command = next;
  }
  const given = argumentsOf(command, rest);
  if (typeof given === "string") return given;
  const { registeredArguments: wanted } = command;
  const most = wanted.some(({ variadic }) => variadic) ? Number.POSITIVE_INFINITY : wanted.length;
  if (given.count > most) return `${nameOf(command)} takes ${most} arguments, not ${given.count}`;
  const least = wanted.filter(({ required }) => required).length;
  if (whole && !given.isShortened && given.count < least) return `${nameOf(command)} wants ${least} arguments`;
  const choices = wanted[0]?.argChoices;
  const wrong = given.values.find((value) => choices !== undefined && !choices.includes(value));
  return wrong === undefined ? null : `${nameOf(command)}: ${wrong} is none of ${choices?.join(", ")}`;
}

interface Given {
  readonly count: number;
  readonly values: readonly string[];
  /** Something is left to the reader: `…`, or capitals that stand for something. */
  readonly isShortened: boolean;
}

function argumentsOf(command: Command, words: readonly string[]): Given | string {
  const values: string[] = [];
  let isShortened = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (/…|\.\.\.|^[A-Z]+$/.test(word)) isShortened = true;
    if (/^(…|\.\.\.)$/.test(word)) continue;
    if (!word.startsWith("-") || word === "-") {
      values.push(word);
      continue;
    }
    const name = word.split("=")[0] as string;
    if (["-h", "--help", "-V", "--version"].includes(name)) return { count: 0, values: [], isShortened: true };
    const option = command.options.find((each) => each.long === name || each.short === name);
    if (option === undefined) return `${nameOf(command)} has no option ${name}`;
    if (!option.required || word.includes("=")) continue;
    at++;
    if (option.variadic) while (words[at + 1] !== undefined && !words[at + 1]?.startsWith("-")) at++;
  }
  const meant = values.filter((value) => !/…|\.\.\.|^[A-Z]+$/.test(value));
  return { count: values.length, values: meant, isShortened };
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
