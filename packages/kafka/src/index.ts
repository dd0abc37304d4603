export { COMMITS_TOPIC } from "./commit-mark.ts";
export type { Compression } from "./compression.ts";
export * from "./errors.ts";
export { type GroupOptions, takePartInGroup } from "./group-membership.ts";
export type { KafkaConnectionOptions } from "./kafka-connection.ts";
export { type KafkaLog, type KafkaLogOptions, openKafkaLog } from "./kafka-log.ts";
