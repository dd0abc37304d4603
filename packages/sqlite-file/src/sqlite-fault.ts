import Database from "better-sqlite3";

/**
 * What SQLite could not do:
 *
 * | fault       | the file                                                                  |
 * | ----------- | ------------------------------------------------------------------------- |
 * | foreign     | is no database, or is damaged                                             |
 * | taken       | is locked by somebody else                                                |
 * | unavailable | cannot be opened, read or written: no folder, no rights, no room, I/O      |
 */
export type SqliteFault = "foreign" | "taken" | "unavailable";

/** The fault that SQLite has thrown; null: it is not SQLite's. Pure. */
export function sqliteFault(cause: unknown): SqliteFault | null {
  // better-sqlite3 reports a missing directory so.
  if (cause instanceof TypeError && cause.message.includes("directory does not exist")) return "unavailable";
  if (!(cause instanceof Database.SqliteError)) return null;
  const isOf = (...codes: readonly string[]): boolean => codes.some((code) => cause.code.startsWith(code));
  if (isOf("SQLITE_NOTADB", "SQLITE_CORRUPT")) return "foreign";
  return isOf("SQLITE_BUSY", "SQLITE_LOCKED") ? "taken" : "unavailable";
}
