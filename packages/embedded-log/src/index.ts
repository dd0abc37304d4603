export type { TopicSpec } from "./catalogue.ts";
export type { CompactionBounds } from "./compaction.ts";
export { type EmbeddedLog, type EmbeddedLogOptions, openEmbeddedLog, type ReplacedPartition } from "./embedded-log.ts";
export { type EmbeddedLogReader, openEmbeddedLogReader } from "./embedded-log-reader.ts";
export * from "./errors.ts";
export type { Durability } from "./log-file.ts";
export type { ReadingCalls } from "./reading-calls.ts";
export type { Replacement, Replacements } from "./replacing.ts";
