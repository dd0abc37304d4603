/**
 * Where snapshots of the stores lie, from the environment.
 *
 * | variable                    | what                                                         | default       |
 * | --------------------------- | ------------------------------------------------------------ | ------------- |
 * | STAGEFOLD_SNAPSHOTS         | a path, file:///path, or s3://bucket/prefix?endpoint=URL&region=REGION&forcePathStyle=true | none are kept |
 * | STAGEFOLD_SNAPSHOT_INTERVAL | how often each task takes one, PT1S to P7D                   | PT10M         |
 * | STAGEFOLD_SNAPSHOTS_KEPT    | how many of each task stay, 1 to 1000                        | 3             |
 *
 * Credentials of an object store are found as the AWS SDK finds them.
 */
import { parseShelfLocation, SHELF_FORMS, type ShelfLocation } from "@stagefold/snapshots";
import { z } from "zod";
import { durationMs } from "./duration-ms.ts";
import type { VariableReader } from "./variable-reader.ts";

export interface SnapshotSettings {
  readonly location: ShelfLocation;
  readonly intervalMs: number;
  readonly kept: number;
}

const LOCATION = {
  expected: SHELF_FORMS,
  // It may hold what it must not.
  isSecret: true,
  schema: z
    .string()
    .transform(parseShelfLocation)
    .refine((location) => location !== null)
    .optional(),
};
const INTERVAL = {
  expected: "an ISO 8601 duration from PT1S to P7D, e.g. PT10M",
  schema: durationMs(1_000, 7 * 86_400_000),
};
const KEPT = {
  expected: "a whole number from 1 to 1000",
  schema: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(1_000)),
};

/** All of it; nothing where STAGEFOLD_SNAPSHOTS is not set. */
export function readSnapshotEnvironment(reader: VariableReader): { readonly snapshots?: SnapshotSettings } {
  const location = reader.read("STAGEFOLD_SNAPSHOTS", LOCATION);
  const intervalMs = reader.read("STAGEFOLD_SNAPSHOT_INTERVAL", INTERVAL, "PT10M");
  const kept = reader.read("STAGEFOLD_SNAPSHOTS_KEPT", KEPT, "3");
  return location === undefined || location === null ? {} : { snapshots: { location, intervalMs, kept } };
}
