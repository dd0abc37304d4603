/** Writes docs/configuration.md; with `--check` only says whether it is stale, and exits 1. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { referencePage } from "../src/reference/reference-page.ts";

const file = join(import.meta.dirname, "../../../docs/configuration.md");
const page = referencePage();
if (!process.argv.includes("--check")) writeFileSync(file, page);
else if (readFileSync(file, "utf8") !== page) {
  console.error("docs/configuration.md is stale: run packages/config/generate/generate.ts");
  process.exitCode = 1;
}
