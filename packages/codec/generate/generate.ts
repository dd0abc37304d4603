/** `pnpm generate` writes the generated files; with `--check` it only says which are stale and exits 1. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles, staleFiles } from "./generated-files.ts";

const root = join(import.meta.dirname, "../../..");
const stale = staleFiles(root);
if (process.argv.includes("--check")) {
  for (const path of stale) console.error(`${path} is stale: run pnpm generate`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  const files = generatedFiles(root);
  for (const path of stale) {
    writeFileSync(join(root, path), files.get(path) ?? "");
    console.log(`wrote ${path}`);
  }
}
