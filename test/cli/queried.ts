import { DuckDBInstance, type Json } from "@duckdb/node-api";

/** The rows that DuckDB answers each query with, as JSON: longs, decimals, dates and instants as text. */
export async function queried(path: string, queries: readonly string[]): Promise<readonly (readonly Json[][])[]> {
  const instance = await DuckDBInstance.create(path, path === ":memory:" ? {} : { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const answers: Json[][][] = [];
    for (const query of queries) answers.push((await connection.runAndReadAll(query)).getRowsJson());
    return answers;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
