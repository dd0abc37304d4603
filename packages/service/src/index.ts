export { logFileOf, openFolderLog } from "./embedded/embedded-folder.ts";
export { type EmbeddedTasksOptions, metricsTasks, trackerTasks } from "./embedded/embedded-tasks.ts";
export type { OpenTask, TaskSource } from "./task-source.ts";
