/** Writes infra/warehouse/views.sql; with `--check` only says whether it is stale, and exits 1. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { templatesIn, viewsSql } from "./views-sql.ts";

const warehouse = join(import.meta.dirname, "../../../infra/warehouse");
const file = join(warehouse, "views.sql");
const views = viewsSql(templatesIn(join(warehouse, "models")));
if (!process.argv.includes("--check")) writeFileSync(file, views);
else if (readFileSync(file, "utf8") !== views) {
  console.error("infra/warehouse/views.sql is stale: run packages/warehouse/generate/generate.ts");
  process.exitCode = 1;
}
