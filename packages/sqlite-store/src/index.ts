export * from "./errors.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./sqlite-store.ts";
