export { createMapper } from "./apply/create-mapper.ts";
export { distinctSpend } from "./apply/distinct-spend.ts";
export { type KnownMove, type LeadPlace, stageBefore } from "./apply/stage-before.ts";
export type * from "./mapped.ts";
export { SourceColumnsError, SourceEncodingError, SourceSyntaxError } from "./read/errors.ts";
export { type ReadOptions, type ReadRecords, type RecordFormat, readRecords } from "./read/read-records.ts";
export { runSourceTests, type SourceTestFailure } from "./trial/run-source-tests.ts";
