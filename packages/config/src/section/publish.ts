import { GRAINS, METRICS, type PublishConfig } from "@stagefold/domain";
import type { z } from "zod";
import { documented } from "../schema/key-reference.ts";
import { filledListOf, keys, leaf } from "../schema/shapes.ts";
import { readOneOf } from "../value/text.ts";
import { grainSchema } from "./grain.ts";

const metricSchema = leaf((found) => readOneOf(found, "a metric", METRICS));

/** SEMANTICS 6: what of it all is published. */
export const publishSchema = keys("publish", {
  grains: documented(filledListOf("grains", grainSchema), {
    type: `list of ${GRAINS.join(", ")}`,
    default: "all",
    meaning: "The periods that are published.",
    example: "[MONTH, QUARTER]",
  }).optional(),
  metrics: documented(filledListOf("metrics", metricSchema), {
    type: `list of ${METRICS.join(", ")}`,
    default: "all",
    meaning: "The metrics that are published. The others are still computed where these need them.",
    example: "[leads_reached, acceptance_rate]",
  }).optional(),
});

type Publish = z.output<typeof publishSchema>;

/** A tenant's own, else the one at the top, else everything. Pure. */
export function compilePublish(own: Publish | undefined, top: Publish | undefined): PublishConfig {
  const { grains, metrics } = own ?? top ?? {};
  return {
    grains: grains === undefined ? null : new Set(GRAINS.filter((grain) => grains.includes(grain))),
    metrics: metrics === undefined ? null : new Set(METRICS.filter((metric) => metrics.includes(metric))),
  };
}
