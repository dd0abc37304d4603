import type { Database, Statement } from "better-sqlite3";

/** Statements prepared once for each text: conditions vary, and there are few of them. */
export type Statements = (sql: string) => Statement;

/** Statements over a connection. */
export function statementsOf(db: Database): Statements {
  const prepared = new Map<string, Statement>();
  return (sql) => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };
}
