export type { PublishedEvents } from "./drain/drainer.ts";
export * from "./errors.ts";
export { type IntakeStanding, inspectIntakeFile } from "./file/intake-file.ts";
export type * from "./intake.ts";
export { type DryRunOptions, openDryRun } from "./open-dry-run.ts";
export { type IntakeEvents, type IntakeOptions, intakeFileIn, openIntake } from "./open-intake.ts";
export type { IdempotencyKeys } from "./requests/idempotency-keys.ts";
export type { KeptRecord, RefusedRecord, RefusedRecords } from "./requests/refused-records.ts";
export { openRequestFile, type RequestFile, type RequestFileOptions } from "./requests/request-file.ts";
export {
  type FollowSourceTopicOptions,
  followSourceTopic,
  type RefusedFromTopic,
  type SourceTopicObserver,
  type TakenFromTopic,
} from "./source-topic/follow-source-topic.ts";
