export * from "./errors.ts";
export * from "./ports/log.ts";
export * from "./ports/store.ts";
export * from "./ports/wall-clock.ts";
