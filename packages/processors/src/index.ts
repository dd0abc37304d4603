export * from "./dead-letter.ts";
export * from "./funnel-metrics/funnel-metrics.ts";
export * from "./funnel-metrics/stored-rows.ts";
export * from "./judge.ts";
export * from "./keys.ts";
export * from "./lead-tracker/lead-tracker.ts";
export type { RunningClocks } from "./lead-tracker/running-clocks.ts";
export * from "./publication.ts";
export * from "./topics.ts";
