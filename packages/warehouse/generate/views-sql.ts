/**
 * The dbt models of infra/warehouse as plain views, for who has no dbt: infra/warehouse/views.sql.
 *
 * Of dbt's templates the models use `ref` and `source` alone, which are names; the views come in an order in which each
 * finds those that it is made of.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const REF = /\{\{ ref\('(\w+)'\) \}\}/g;
const SOURCE = /\{\{ source\('stagefold', '(\w+)'\) \}\}/g;

/** A query of dbt as plain SQL. Throws where it uses more of dbt. Pure. */
export function plainSql(template: string): string {
  const sql = template.replace(REF, "$1").replace(SOURCE, "$1").trim();
  if (/[{}]/.test(sql)) throw new Error(`a model uses more of dbt than ref and source: ${sql.slice(0, 80)}`);
  return sql;
}

/** Every file `*.sql` in the folder, by its name without that. */
export function templatesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  return new Map(files.sort().map((file) => [file.slice(0, -4), readFileSync(join(folder, file), "utf8")]));
}

/** The views of the models, each after those that it refers to. Throws where they refer to each other. Pure. */
export function viewsSql(models: ReadonlyMap<string, string>): string {
  const views: string[] = [];
  const made = new Set<string>();
  while (made.size < models.size) {
    const ready = [...models].filter(
      ([name, template]) => !made.has(name) && [...template.matchAll(REF)].every(([, ref]) => made.has(ref as string)),
    );
    if (ready.length === 0) throw new Error("the models refer to each other in a circle, or to one that is not there");
    for (const [name, template] of ready) {
      views.push(`create or replace view ${name} as\n${plainSql(template)};\n`);
      made.add(name);
    }
  }
  return `-- Generated from infra/warehouse/models by packages/warehouse. Do not edit.\n\n${views.join("\n")}`;
}
