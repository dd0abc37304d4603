/** The velocity report: how long leads stay in each stage, beside the agreements that govern it. */
import { z } from "zod";
import { defined } from "./defined.ts";
import { periodicEnvelopeShape } from "./envelope.ts";
import {
  agesSchema,
  countSchema,
  distributionSchema,
  durationMsSchema,
  instantSchema,
  rateSchema,
  statusSchema,
} from "./figure.ts";
import { periodSchema } from "./period.ts";
import { formatShape, onePeriodShape } from "./query.ts";
import { segmentShape } from "./segment.ts";

const velocityTableSchema = z
  .enum(["stages", "velocities", "histogram"])
  .default("stages")
  .meta({ description: "Of CSV, which table; JSON has all." });

export const velocityQuerySchema = z.strictObject({
  ...onePeriodShape,
  ...segmentShape,
  ...formatShape,
  table: velocityTableSchema,
});

export const binSchema = z
  .object({
    fromMs: durationMsSchema.meta({ description: "From, inclusive.", examples: [3_600_000] }),
    toMs: durationMsSchema.nullable().meta({ description: "To, exclusive; null: and longer.", examples: [14_400_000] }),
    closed: countSchema.meta({ description: "Stays exited in the period that lasted so long." }),
    open: countSchema.meta({ description: "Leads in the stage at the clock that are so old there." }),
  })
  .meta({ id: "Bin" });

export const governingSlaSchema = z
  .object({
    slaId: z.string().meta({ examples: ["accept-or-reject"] }),
    severity: z.string().meta({ examples: ["page"] }),
    withinMs: durationMsSchema.meta({
      description: "How long a clock may run: elapsed time, or open time of the calendar.",
    }),
    calendar: z.boolean().meta({ description: "Whether it is open time of a calendar." }),
    kept: defined(rateSchema.nullable(), "sla_kept"),
    brokenShare: defined(rateSchema.nullable(), "broken_share"),
    meanMs: defined(durationMsSchema.nullable(), "sla_response_time"),
    meanKeeps: defined(z.boolean().nullable(), "mean_keeps"),
  })
  .meta({ id: "GoverningSla", description: "An agreement on clocks that start with an entry to the stage." });

export const stageVelocitySchema = z
  .object({
    stage: z.string().meta({ examples: ["MQL"] }),
    status: statusSchema,
    asOf: instantSchema.nullable(),
    closed: defined(distributionSchema, "time_in_stage"),
    closedFrom: z.enum(["metric", "stays"]).meta({
      description:
        "Whether `closed` is the published metric or, where it is not published, made of the stays: then exact.",
    }),
    open: defined(agesSchema, "open_age"),
    histogram: defined(z.array(binSchema), "histogram"),
    slas: z.array(governingSlaSchema),
  })
  .meta({ id: "StageVelocity" });

export const pairVelocitySchema = z
  .object({
    from: z.string().meta({ description: "A stage, or * for the lead's beginning.", examples: ["*"] }),
    to: z.string().meta({ examples: ["SQL"] }),
    status: statusSchema,
    asOf: instantSchema.nullable(),
    times: defined(distributionSchema, "velocity"),
  })
  .meta({ id: "PairVelocity" });

export const velocityReportSchema = z
  .object({
    ...periodicEnvelopeShape,
    period: periodSchema,
    stages: z.array(stageVelocitySchema).meta({ description: "In the order of the funnel." }),
    velocities: z.array(pairVelocitySchema).meta({ description: "The configured pairs, where they are published." }),
  })
  .meta({ id: "VelocityReport" });

export type VelocityQuery = z.infer<typeof velocityQuerySchema>;
export type Bin = z.infer<typeof binSchema>;
export type GoverningSla = z.infer<typeof governingSlaSchema>;
export type StageVelocity = z.infer<typeof stageVelocitySchema>;
export type PairVelocity = z.infer<typeof pairVelocitySchema>;
export type VelocityReport = z.infer<typeof velocityReportSchema>;
