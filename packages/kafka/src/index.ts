export { COMMITS_TOPIC } from "./commit-mark.ts";
export type { Compression } from "./compression.ts";
export * from "./errors.ts";
export { type GroupOptions, takePartInGroup } from "./group-membership.ts";
export type { KafkaConnectionOptions } from "./kafka-connection.ts";
export { type KafkaLog, type KafkaLogOptions, openKafkaLog } from "./kafka-log.ts";
export { type BrokerClock, brokerClock } from "./look/broker-clock.ts";
export { type FoundBrokers, foundBrokers } from "./look/brokers.ts";
export { newestMarks } from "./look/newest-marks.ts";
export * from "./registry/errors.ts";
export { type RecordSchema, subjectOf } from "./registry/record-schema.ts";
export { openRegistryIds, type RegistryIds, type RegistryIdsOptions } from "./registry/registry-ids.ts";
export {
  openSchemaRegistry,
  type RegistryVerdict,
  type SchemaRegistry,
  type SchemaRegistryOptions,
} from "./registry/schema-registry.ts";
export { withSchemas } from "./registry/with-schemas.ts";
export { missingRights } from "./rights/missing-rights.ts";
export { type Right, type RightOperation, type RightResource, rightText } from "./rights/right.ts";
export {
  type Difference,
  isWrong,
  type PlannedTopic,
  planTopics,
  sharedPartitions,
} from "./topics/plan-topics.ts";
export { type NewTopic, openTopicAdmin, type TopicAdmin } from "./topics/topic-admin.ts";
export type { FoundTopic, FoundTopics, Severity, WantedSetting, WantedTopic } from "./topics/wanted-topic.ts";
