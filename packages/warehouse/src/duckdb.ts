/**
 * DuckDB, held to little memory, with a temporary database beside the one that is opened. Its library is 68 MB and an optional dependency: it is loaded when something is
 * exported, and not before.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as Library from "@duckdb/node-api";
import { WarehouseLibraryMissingError, WarehouseUnavailableError } from "./errors.ts";

export type { DuckDBConnection as Connection } from "@duckdb/node-api";

export interface OpenDatabase {
  readonly library: typeof Library;
  readonly connection: Library.DuckDBConnection;
  /** The file stands as of the last commit. */
  close(): void;
}

/** The name under which a database for temporary tables stands beside it. */
export const STAGING = "staging";

/** What does not fit is put into temporary files (TMPDIR). */
const MEMORY = "256MB";

/** Opens the database at `path`, made where it is not there. Throws WarehouseLibraryMissingError, WarehouseUnavailableError. */
export async function openDatabase(path: string): Promise<OpenDatabase> {
  const library = await loadLibrary();
  const temporary = mkdtempSync(join(tmpdir(), "stagefold-export-"));
  try {
    const instance = await library.DuckDBInstance.create(path, {
      memory_limit: MEMORY,
      threads: "2",
      temp_directory: temporary,
      // Rows carry their order with them; keeping it would take memory.
      preserve_insertion_order: "false",
    });
    const connection = await instance.connect();
    await connection.run(`ATTACH ${literal(join(temporary, "staging.duckdb"))} AS ${STAGING}`);
    return {
      library,
      connection,
      close() {
        try {
          connection.closeSync();
          instance.closeSync();
        } finally {
          rmSync(temporary, { recursive: true, force: true });
        }
      },
    };
  } catch (cause) {
    rmSync(temporary, { recursive: true, force: true });
    throw new WarehouseUnavailableError(path, cause);
  }
}

async function loadLibrary(): Promise<typeof Library> {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    throw new WarehouseLibraryMissingError(cause);
  }
}

/** `text` as a literal of SQL. Pure. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
