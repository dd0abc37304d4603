export type * from "./mapped.ts";
export { SourceColumnsError, SourceEncodingError, SourceSyntaxError } from "./read/errors.ts";
export { type ReadOptions, type ReadRecords, type RecordFormat, readRecords } from "./read/read-records.ts";
