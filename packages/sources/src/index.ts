export { createMapper } from "./apply/create-mapper.ts";
export { type KnownMove, type LeadPlace, stageBefore } from "./apply/stage-before.ts";
export type * from "./mapped.ts";
