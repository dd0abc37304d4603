export type * from "./mapped.ts";
