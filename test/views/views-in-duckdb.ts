/** The views of infra/warehouse on an exported DuckDB file. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type Json } from "@duckdb/node-api";

const WAREHOUSE = join(import.meta.dirname, "../../infra/warehouse");

/** `ref` and `source` of dbt. */
const NAME = /\{\{ \w+\((?:'stagefold', )?'(\w+)'\) \}\}/g;

export const VIEWS_SQL = readFileSync(join(WAREHOUSE, "views.sql"), "utf8");

/** The tests of the models by name, in plain SQL: each finds nothing where all is well. */
export const MODEL_TESTS: readonly (readonly [name: string, sql: string])[] = readdirSync(join(WAREHOUSE, "tests")).map(
  (file) => [file, readFileSync(join(WAREHOUSE, "tests", file), "utf8").replace(NAME, "$1")],
);

export type ViewRow = Readonly<Record<string, Json>>;

export interface Views {
  /** What a query gives; longs, decimals, dates and instants (UTC) as text. */
  rows(query: string): Promise<readonly ViewRow[]>;
  close(): void;
}

/** Makes the views in the file. */
export async function openViews(path: string): Promise<Views> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(VIEWS_SQL);
  return {
    rows: async (query) => (await connection.runAndReadAll(query)).getRowObjectsJson(),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
