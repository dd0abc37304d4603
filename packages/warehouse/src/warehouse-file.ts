/**
 * A DuckDB file of ours: a table for each topic, and up to where each topic was read.
 *
 * | table                 | a row is                                                            |
 * | --------------------- | ------------------------------------------------------------------- |
 * | one for each topic    | the newest record of a key                                          |
 * | stagefold_topics      | a topic that was exported: from what kind of source, and when       |
 * | stagefold_positions   | a partition of one: the offset of the next record to read           |
 * | stagefold_rewrite_due | none: it is there while the file is to be written anew              |
 *
 * Rows are staged beside it, and change with the positions in one transaction: until then the file stands as it was.
 */
import { type Connection, literal, openDatabase } from "./duckdb.ts";
import { compareLeads, isRewriteDue, noteLeads, removeClocksOfGoneLeads, writeFresh } from "./erased-leads.ts";
import { WarehouseUnavailableError } from "./errors.ts";
import { columnTypes, type StagedRows, stagedRows } from "./staged-rows.ts";
import type { Table, WarehouseTopic } from "./table.ts";

/** What is known of a topic's earlier export. */
export interface TopicState {
  readonly source: string;
  /** ms since epoch. */
  readonly exportedAt: number;
  /** By partition, the offset of the next record to read. */
  readonly positions: ReadonlyMap<number, number>;
}

export interface WarehouseFile {
  /** null: the topic was never exported to this file. */
  state(topic: WarehouseTopic): Promise<TopicState | null>;
  /** Rows for the table, to be merged in the transaction. */
  stage(table: Table): Promise<StagedRows>;
  /** Does all of the work in one transaction, or nothing. */
  transaction<T>(work: (change: WarehouseChange) => Promise<T>): Promise<T>;
  /** Writes the table as a Parquet file. */
  writeParquet(table: Table, path: string): Promise<void>;
  /** Whether a lead was erased since the file was written anew. */
  isRewriteDue(): Promise<boolean>;
  /** Writes all that the file holds to a new one. Throws WarehouseNotRewrittenError. */
  writeFresh(path: string): Promise<void>;
  /** The file stands as of the last transaction. */
  close(): void;
}

/** What is done in a transaction. */
export interface WarehouseChange {
  /** Makes the table where it is not there, and columns that a newer schema has. */
  makeTable(table: Table): Promise<void>;
  setState(topic: WarehouseTopic, state: TopicState): Promise<void>;
  rowCount(table: Table): Promise<number>;
  /** Notes which leads there are, before stays change. */
  noteLeads(): Promise<void>;
  /** Finds leads that have gone since they were noted. */
  compareLeads(): Promise<void>;
  /** Removes clocks whose lead has gone; stays are as clocks are, or newer. */
  removeClocksOfGoneLeads(): Promise<void>;
}

/** Opens the file, made where it is not there. Throws WarehouseLibraryMissingError, WarehouseUnavailableError. */
export async function openWarehouseFile(path: string): Promise<WarehouseFile> {
  const database = await openDatabase(path);
  const { connection } = database;
  return {
    state: (topic) => stateOf(connection, topic),
    stage: (table) => stagedRows(database, table),
    async transaction(work) {
      try {
        await connection.run("BEGIN");
        for (const statement of STATE_TABLES) await connection.run(statement);
        const done = await work(changeOf(connection));
        await connection.run("COMMIT");
        return done;
      } catch (cause) {
        throw new WarehouseUnavailableError(path, cause);
      }
    },
    async writeParquet({ name }, file) {
      await connection.run(`COPY ${name} TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`);
    },
    isRewriteDue: () => isRewriteDue(connection),
    writeFresh: (fresh) => writeFresh(connection, path, fresh),
    close: database.close,
  };
}

const STATE_TABLES = [
  "CREATE TABLE IF NOT EXISTS stagefold_topics (topic VARCHAR, source VARCHAR, exported_at TIMESTAMP WITH TIME ZONE)",
  'CREATE TABLE IF NOT EXISTS stagefold_positions (topic VARCHAR, "partition" INTEGER, next_offset BIGINT)',
];

function changeOf(connection: Connection): WarehouseChange {
  return {
    makeTable: (table) => makeTable(connection, table),
    async setState(topic, { source, exportedAt, positions }) {
      const name = literal(topic);
      await connection.run(`DELETE FROM stagefold_topics WHERE topic = ${name}`);
      await connection.run(`DELETE FROM stagefold_positions WHERE topic = ${name}`);
      await connection.run(
        `INSERT INTO stagefold_topics VALUES (${name}, ${literal(source)}, make_timestamptz(${exportedAt}::BIGINT * 1000))`,
      );
      for (const [partition, offset] of positions)
        await connection.run(`INSERT INTO stagefold_positions VALUES (${name}, ${partition}, ${offset})`);
    },
    async rowCount({ name }) {
      const [row] = await rowsOf(connection, `SELECT count(*) FROM ${name}`);
      return Number(row?.[0]);
    },
    noteLeads: () => noteLeads(connection),
    compareLeads: () => compareLeads(connection),
    removeClocksOfGoneLeads: () => removeClocksOfGoneLeads(connection),
  };
}

async function rowsOf(connection: Connection, sql: string): Promise<readonly (readonly unknown[])[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows();
}

async function stateOf(connection: Connection, topic: WarehouseTopic): Promise<TopicState | null> {
  const name = literal(topic);
  const there = await rowsOf(connection, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'stagefold_topics'");
  if (there.length === 0) return null;
  const [row] = await rowsOf(
    connection,
    `SELECT source, epoch_ms(exported_at) FROM stagefold_topics WHERE topic = ${name}`,
  );
  if (row === undefined) return null;
  const positions = await rowsOf(
    connection,
    `SELECT "partition", next_offset FROM stagefold_positions WHERE topic = ${name}`,
  );
  return {
    source: String(row[0]),
    exportedAt: Number(row[1]),
    positions: new Map(positions.map(([partition, offset]) => [Number(partition), Number(offset)])),
  };
}

async function makeTable(connection: Connection, table: Table): Promise<void> {
  const columns = columnTypes(table);
  const list = columns.map(([name, type]) => `${name} ${type}`).join(", ");
  await connection.run(`CREATE TABLE IF NOT EXISTS ${table.name} (${list})`);
  for (const [name, type] of columns)
    await connection.run(`ALTER TABLE ${table.name} ADD COLUMN IF NOT EXISTS ${name} ${type}`);
}
