export * from "./definition/index.ts";
export type * from "./report-data.ts";
export * from "./shape/index.ts";
