/** Writes docs/command-line.md; with `--check` only says whether it is stale, and exits 1. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProgram } from "@stagefold/cli/program";
import { commandLinePage } from "./command-line-page.ts";

const file = join(import.meta.dirname, "../../../docs/command-line.md");
const page = commandLinePage(createProgram(""));
if (!process.argv.includes("--check")) writeFileSync(file, page);
else if (readFileSync(file, "utf8") !== page) {
  console.error("docs/command-line.md is stale: run packages/cli/generate/generate.ts");
  process.exitCode = 1;
}
