/**
 * Rows on their way into a table: written to a temporary file as they come, then folded into the table in one go.
 *
 * So memory is bounded, however many there are, and the table's transaction is short and writes each row once. There is
 * no index on the key: the merge keeps keys apart by itself, and an index of all keys would have to stand in memory.
 */
import { type OpenDatabase, STAGING } from "./duckdb.ts";
import { WarehouseUnavailableError } from "./errors.ts";
import type { OutputRow } from "./output-row.ts";
import type { Column, ColumnKind, Table } from "./table.ts";

export interface StagedRows {
  /** Takes a row; it counts over all taken before of the same key. */
  add(row: OutputRow): void;
  /** Forgets what was taken. */
  clear(): Promise<void>;
  /** All rows are taken; before the transaction. */
  finish(): void;
  /**
   * Folds what was taken into the table, which exists, in the transaction that is open: a key's row is replaced by its
   * newest one, or goes where that is withdrawn. `replace`: rows of keys that were not taken go too.
   */
  merge(replace: boolean): Promise<void>;
}

const CHUNK = 2_048;
const CHUNKS_HELD = 16;

/** The columns' types, by kind. */
const TYPES: Readonly<Record<ColumnKind, string>> = {
  text: "VARCHAR",
  long: "BIGINT",
  integer: "INTEGER",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  instant: "TIMESTAMP WITH TIME ZONE",
  day: "DATE",
};

/** The columns of a table with their types, in order; those that are derived last. Pure. */
export function columnTypes(table: Table): readonly (readonly [name: string, type: string])[] {
  return [
    ...table.columns.map(({ name, kind }) => [name, TYPES[kind]] as const),
    ...table.derived.map(({ name, type }) => [name, type] as const),
  ];
}

type StagedType = "VARCHAR" | "BIGINT" | "INTEGER" | "DOUBLE" | "BOOLEAN";

/** As which type a kind is staged: numbers, where the column's own would want an object for each value. */
const STAGED_TYPES: Readonly<Record<ColumnKind, StagedType>> = {
  text: "VARCHAR",
  long: "BIGINT",
  integer: "INTEGER",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  instant: "BIGINT",
  day: "INTEGER",
};

function stagedTypes(table: Table): readonly StagedType[] {
  return ["BIGINT", "VARCHAR", "BOOLEAN", ...table.columns.map(({ kind }) => STAGED_TYPES[kind])];
}

/** Begins to take rows for the table. Must not be called in a transaction. */
export async function stagedRows({ library, connection }: OpenDatabase, table: Table): Promise<StagedRows> {
  const staged = `${STAGING}.${table.name}`;
  const types = stagedTypes(table).map((name) => library[name]);
  let order = 0n;
  let chunks = 0;
  let columns: unknown[][] = types.map(() => []);
  let appender = await begin();

  async function begin() {
    const list = table.columns.map(({ name, kind }) => `${name} ${STAGED_TYPES[kind]}`).join(", ");
    await connection.run(
      `CREATE OR REPLACE TABLE ${staged} (staged_order BIGINT, staged_key VARCHAR, withdrawn BOOLEAN, ${list})`,
    );
    return connection.createAppender(table.name, "main", STAGING);
  }

  /** Throws WarehouseUnavailableError, mostly where there is no room. */
  function appendChunk(): void {
    try {
      append();
    } catch (cause) {
      throw new WarehouseUnavailableError("the temporary file of an export (TMPDIR)", cause);
    }
  }

  function append(): void {
    const chunk = library.DuckDBDataChunk.create(types);
    chunk.setColumns(columns as Parameters<typeof chunk.setColumns>[0]);
    appender.appendDataChunk(chunk);
    columns = types.map(() => []);
    // What it has not written it holds in memory, beyond the limit.
    if (++chunks % CHUNKS_HELD === 0) appender.flushSync();
  }

  return {
    add({ key, fields }) {
      columns[0]?.push(order++);
      columns[1]?.push(key);
      columns[2]?.push(fields === null);
      for (let i = 0; i < table.columns.length; i++) {
        const { field, kind } = table.columns[i] as Column;
        columns[i + 3]?.push(fields === null ? null : stagedValue(kind, fields[field]));
      }
      if (columns[0]?.length === CHUNK) appendChunk();
    },
    async clear() {
      columns = types.map(() => []);
      appender.closeSync();
      appender = await begin();
    },
    finish() {
      if (columns[0]?.length !== 0) appendChunk();
      appender.closeSync();
    },
    async merge(replace) {
      for (const statement of mergeStatements(table, staged, replace)) await connection.run(statement);
    },
  };
}

function stagedValue(kind: ColumnKind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return kind === "long" || kind === "instant" ? BigInt(value as number | bigint) : value;
}

function mergeStatements(table: Table, staged: string, replace: boolean): readonly string[] {
  const names = columnTypes(table).map(([name]) => name);
  const plain = table.columns.map(({ name, kind }) => `${ownValue(name, kind)} AS ${name}`);
  const derived = table.derived.map(({ name, sql }) => `${sql} AS ${name}`);
  return [
    `DELETE FROM ${table.name}${replace ? "" : ` WHERE ${table.key} IN (SELECT staged_key FROM ${staged})`}`,
    `INSERT INTO ${table.name} (${names.join(", ")})
     SELECT ${[...plain, ...derived].join(", ")} FROM ${staged}
     WHERE NOT withdrawn AND staged_order IN (SELECT max(staged_order) FROM ${staged} GROUP BY staged_key)`,
  ];
}

function ownValue(name: string, kind: ColumnKind): string {
  if (kind === "instant") return `make_timestamptz(${name} * 1000)`;
  if (kind === "day") return `DATE '1970-01-01' + ${name}`;
  return name;
}
