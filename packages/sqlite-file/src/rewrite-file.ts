/**
 * Writes a file anew, so that nothing of what was deleted is left in it.
 *
 * `secure_delete` overwrites deleted rows, but where rows move between pages, as they grow and come in any order, a copy
 * of one may stay behind in the unused part of a page, and is not found again when the row is deleted: of a thousand
 * deleted rows that is one or so.
 */
import { dirname, resolve } from "node:path";
import type { Database } from "better-sqlite3";

/**
 * Rewrites the database at `path`, to which `db` is a connection outside a transaction; others may read it meanwhile.
 * It needs room for the file once more in its folder, and in WAL mode for a second copy; 100 MB take a second or so.
 * In WAL mode what the WAL holds goes with `emptyWal`. Throws what SQLite throws; then the file is as it was.
 */
export function rewriteFile(db: Database, path: string): void {
  // Of the process, and not where temporary files are: there may be little room, or it may be memory.
  db.pragma(`temp_store_directory = '${dirname(resolve(path)).replaceAll("'", "''")}'`);
  const kept = db.pragma("temp_store", { simple: true });
  db.pragma("temp_store = FILE");
  try {
    db.exec("VACUUM");
  } finally {
    db.pragma(`temp_store = ${kept}`);
    db.pragma("temp_store_directory = ''");
  }
}

/** Brings the WAL into the file and empties it. False: somebody reads what it holds, and it is to be tried again. */
export function emptyWal(db: Database): boolean {
  const [result] = db.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
  return result?.busy === 0;
}
