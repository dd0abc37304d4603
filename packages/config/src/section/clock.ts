import type { ClockConfig } from "@stagefold/domain";
import type { z } from "zod";
import { documented } from "../schema/key-reference.ts";
import { keys, leaf } from "../schema/shapes.ts";
import { readDuration } from "../value/duration.ts";

const duration = leaf(readDuration);

/** SEMANTICS 4 and 6. */
export const clockSchema = keys("the clock", {
  lateness: documented(duration, {
    type: "duration",
    default: "PT30S",
    meaning:
      "How far the clock stays behind the wall clock, and behind the newest event while history is read: events that are late by less raise no false alarm.",
    example: "PT30S",
  }).optional(),
  maxFuture: documented(duration, {
    type: "duration",
    default: "PT5M",
    meaning:
      "How far after its entry into the log an event may claim to have occurred. Later ones go to dead letters (`FROM_THE_FUTURE`).",
    example: "PT5M",
  }).optional(),
  grace: documented(duration, {
    type: "duration",
    default: "P1D",
    meaning: "Elapsed time from the end of a period until its values are FINAL; changes after that are RESTATED.",
    example: "P1D",
  }).optional(),
});

/** The clock, with defaults. Pure. */
export function compileClock(clock: z.output<typeof clockSchema> | undefined): ClockConfig {
  return {
    latenessMs: clock?.lateness?.ms ?? 30_000,
    maxFutureMs: clock?.maxFuture?.ms ?? 300_000,
    graceMs: clock?.grace?.ms ?? 86_400_000,
  };
}
