/** Writes docs/asyncapi.yaml; with `--check` only says whether it is stale, and exits 1. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { ASYNCAPI_FILE, generatedDocument } from "./generated-document.ts";

const document = generatedDocument();
if (!process.argv.includes("--check")) writeFileSync(ASYNCAPI_FILE, document);
else if (!existsSync(ASYNCAPI_FILE) || readFileSync(ASYNCAPI_FILE, "utf8") !== document) {
  console.error("docs/asyncapi.yaml is stale: run pnpm generate");
  process.exitCode = 1;
}
