export * from "./errors.ts";
export { type FollowEvents, type FollowOptions, followTopics } from "./follow/follow-topics.ts";
export type { FollowedLog } from "./follow/partitions.ts";
export type { ChangePage, LiveChange } from "./read/change-reads.ts";
export { openReadModelReader, type ReadModelReader, type ReadModelReaderOptions } from "./read/read-model-reader.ts";
export { openReadModelWriter, type ReadModelWriter, type ReadModelWriterOptions } from "./write/read-model-writer.ts";
