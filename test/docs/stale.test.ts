/** Nothing that the documentation names has gone: commands and their options, scripts, variables, files. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createProgram } from "@stagefold/cli/program";
import { describe, expect, test } from "vitest";
import { ROOT } from "./replay-example.ts";
import { filesOf } from "./repository-files.ts";
import { misunderstood, toldCommands } from "./told-commands.ts";

const program = createProgram("");
const files = filesOf("");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
/** The changelog tells of what was. */
const PAGES = filesOf(".md").filter((page) => page !== "CHANGELOG.md");
const scripts = new Set(Object.keys((JSON.parse(read("package.json")) as { readonly scripts: object }).scripts));
/** Of pnpm itself. */
const PNPM = new Set(["install", "audit", "sbom", "exec"]);

const VARIABLE = /\b(?:STAGEFOLD|KAFKA|SCHEMA_REGISTRY)_[A-Z0-9_]*[A-Z0-9]\b/g;
const code = files
  .filter((file) => /\.(ts|mjs)$|(^|\/)(\.ci|infra)\//.test(file) && !/^test\/docs\//.test(file))
  .map(read)
  .join("\n");
const known = new Set(code.match(VARIABLE));

const PATH = /`(\.?[a-zA-Z][\w.-]*(?:\/[\w.-]+)+\/?)`/g;
/** Folders that running something makes. */
const MADE = read(".gitignore");
const OURS = /^(?:packages|services|test|docs|schemas|infra|patches|\.ci)\//;

/** Paths in a page's code that are not there. What begins with a folder of ours is one, and so is a source in one. */
function lostPaths(page: string): readonly string[] {
  const paths = [...read(page).matchAll(PATH)].map(([, path = ""]) => path.replace(/\/$/, ""));
  return paths.filter((path) => {
    if (existsSync(join(ROOT, path)) || existsSync(join(ROOT, dirname(page), path))) return false;
    if (OURS.test(path)) return !MADE.includes(`/${path}/`);
    return /\.(ts|avsc|sql)$/.test(path) && !files.some((file) => file.endsWith(`/${path}`));
  });
}

describe.each(PAGES)("%s", (page) => {
  test("tells commands and options that there are", () => {
    const told = toldCommands(read(page));
    const wrong = told.flatMap((command) => {
      if (command.program === "stagefold") return misunderstood(command, program) ?? [];
      const [script] = command.words;
      // With --filter it is another package's.
      return script === undefined || script.startsWith("-") || scripts.has(script) || PNPM.has(script)
        ? []
        : `pnpm has no script ${script}`;
    });
    expect(wrong).toEqual([]);
  });

  test("names variables that something reads", () => {
    const named = new Set(read(page).match(VARIABLE));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });

  test("names files that are there", () => {
    expect(lostPaths(page)).toEqual([]);
  });
});

test("a page with what is not there any more is found out", () => {
  const page =
    "```sh\nA=b pnpm stagefold replay x \\\n  --into y | tee z\n```\n`stagefold topics destroy` and `pnpm dance`\n";
  const told = toldCommands(page);
  expect(told.map((command) => (command.program === "pnpm" ? command.words : misunderstood(command, program)))).toEqual(
    ["stagefold replay has no option --into", "stagefold topics has no command destroy", ["dance"]],
  );
});

test("what stands there today is understood, whole or as a mention", () => {
  const page =
    "```\nstagefold replay FILE... --config CONFIG --out DIR [--until INSTANT] [--data FOLDER]\n" +
    'pnpm stagefold doctor --as lead-tracker intake --config "a b" 2> log\n```\n`stagefold import` and `stagefold run … intake`\n';
  const told = toldCommands(page);
  expect(told).toHaveLength(4);
  expect(told.map((command) => misunderstood(command, program))).toEqual([null, null, null, null]);
});

test("what a command wants and does not get is found", () => {
  const [told] = toldCommands("```\nstagefold import leads --config c\n```\n");
  expect(told && misunderstood(told, program)).toBe("stagefold import wants 2 arguments");
});
