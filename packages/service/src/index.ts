export { DataFolderError } from "./embedded/data-folder-error.ts";
export { logFileOf, openFolderLog, storeFileOf } from "./embedded/embedded-folder.ts";
export { type EmbeddedTasksOptions, metricsTasks, trackerTasks } from "./embedded/embedded-tasks.ts";
export { runEmbedded, type TasksOf } from "./embedded/run-embedded.ts";
export { LOG_LEVELS, type LogLevel } from "./environment.ts";
export { createLogger, type Logger, standardStream } from "./logger.ts";
export { runService } from "./run-service.ts";
export { listenForShutdown } from "./shutdown-signal.ts";
export type { OpenTask, TaskSource } from "./task-source.ts";
