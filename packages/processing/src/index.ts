export * from "./errors.ts";
export * from "./partitioner.ts";
export * from "./ports/log.ts";
export * from "./ports/store.ts";
export * from "./ports/wall-clock.ts";
export { CONFIGURATIONS } from "./task/configurations.ts";
export * from "./task/processor.ts";
export * from "./task/task.ts";
export type * from "./task/task-options.ts";
