export { aborted } from "./aborted.ts";
export { describeAlertSettings, readAlertSettings } from "./alerts/alert-environment.ts";
export {
  computedUnder,
  type DataFolder,
  findDataFolder,
  openDataFolder,
  saveDataFolder,
  saveUnfinished,
  under,
} from "./embedded/data-folder.ts";
export { DataFolderError } from "./embedded/data-folder-error.ts";
export {
  type DeadLetter,
  deadLetters,
  isRefused,
  prepareRedrives,
  type RefusedRecords,
  redriveMark,
  refusedRecords,
} from "./embedded/dead-letters.ts";
export { logFileOf, openFolderLog, storeFileOf } from "./embedded/embedded-folder.ts";
export { type EmbeddedTasksOptions, metricsTasks, trackerTasks } from "./embedded/embedded-tasks.ts";
export { type ErasedRecords, erasedRecords } from "./embedded/erased-records.ts";
export { FolderRefusedError } from "./embedded/folder-refused-error.ts";
export { knownConfigOf } from "./embedded/known-config.ts";
export { type LiveFolder, type LiveFolderOptions, openLiveFolder } from "./embedded/live-folder.ts";
export { runEmbedded, type TasksOf } from "./embedded/run-embedded.ts";
export { type ReadableLog, topicRecords } from "./embedded/topic-records.ts";
export {
  describeEnvironment,
  LOG_LEVELS,
  type LogLevel,
  readEnvironment,
  type ServiceEnvironment,
} from "./environment/environment.ts";
export { EnvironmentError, type EnvironmentProblem } from "./environment/environment-error.ts";
export {
  type KafkaEnvironment,
  type RegistryEnvironment,
  readKafkaConnection,
  readRegistry,
} from "./environment/kafka-environment.ts";
export { readTracingSettings } from "./environment/tracing-environment.ts";
export { type VariableReader, type Variables, variableReader } from "./environment/variable-reader.ts";
export { type KafkaForEvents, type KafkaForEventsOptions, openKafkaForEvents } from "./kafka/open-kafka-for-events.ts";
export { RECORD_SCHEMAS } from "./kafka/record-schemas.ts";
export { type RunKafkaOptions, runKafka } from "./kafka/run-kafka.ts";
export { DOCTOR_IDS, SERVICE_NAMES, type ServiceName, serviceRights } from "./kafka/service-rights.ts";
export { wantedTopics } from "./kafka/wanted-topics.ts";
export { createLogger, type Logger, standardStream } from "./logger.ts";
export { messagingSystem } from "./observe/messaging-system.ts";
export { openServiceTracing } from "./observe/open-service-tracing.ts";
export { type LogSource, type OpenedLog, openLogForReading } from "./open-log-for-reading.ts";
export { pause } from "./pause.ts";
export { PROCESSORS, type ProcessorName, type RunnableProcessor } from "./processors.ts";
export { type RunProcessorsOptions, runProcessors } from "./run-processors.ts";
export { runService } from "./run-service.ts";
export { listenForShutdown } from "./shutdown-signal.ts";
export type { SnapshotEvent, SnapshotObserver } from "./snapshots/snapshot-event.ts";
export type { OpenTask, TaskSource } from "./task-source.ts";
export { untilOneEnds } from "./until-one-ends.ts";
export { VERSION } from "./version.ts";
