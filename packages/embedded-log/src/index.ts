export type { TopicSpec } from "./catalogue.ts";
export type { CompactionBounds } from "./compaction.ts";
export { type EmbeddedLog, type EmbeddedLogOptions, openEmbeddedLog } from "./embedded-log.ts";
export { type EmbeddedLogReader, openEmbeddedLogReader } from "./embedded-log-reader.ts";
export * from "./errors.ts";
export type { Durability } from "./log-file.ts";
export type { ReadingCalls } from "./reading-calls.ts";
