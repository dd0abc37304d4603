export { ConfigError, type ConfigProblem } from "./config-error.ts";
export { configOf } from "./config-of.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { loadConfig } from "./load-config.ts";
export { nearestName } from "./nearest-name.ts";
export { parseConfig } from "./parse-config.ts";
export { exactNameOf, parseFieldPath } from "./section/source/field-path.ts";
export { type FieldForm, RECORD_FIELDS, type RecordField } from "./section/source/record-fields.ts";
export type * from "./section/source/source-config.ts";
