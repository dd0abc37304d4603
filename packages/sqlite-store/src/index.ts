export * from "./errors.ts";
export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from "./sqlite-store.ts";
export type { CopyOptions } from "./store-copy.ts";
export { inspectStore } from "./store-inspection.ts";
