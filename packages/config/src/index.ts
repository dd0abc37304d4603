export { ConfigError, type ConfigProblem } from "./config-error.ts";
export { configOf } from "./config-of.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { loadConfig } from "./load-config.ts";
export { didYouMean } from "./nearest-name.ts";
export { parseConfig } from "./parse-config.ts";
export type * from "./section/source/source-config.ts";
