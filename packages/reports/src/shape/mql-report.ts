/** The MQL report: what marketing passed to sales, and what became of it. */
import { z } from "zod";
import { defined } from "./defined.ts";
import { periodicEnvelopeShape } from "./envelope.ts";
import { agesSchema, countSchema, instantSchema, rateSchema, statusSchema } from "./figure.ts";
import { periodSchema } from "./period.ts";
import { formatShape, rangeShape } from "./query.ts";
import { segmentShape } from "./segment.ts";

export const mqlQuerySchema = z.strictObject({ ...rangeShape, ...segmentShape, ...formatShape });

export const rejectedReasonSchema = z
  .object({
    reason: z
      .string()
      .nullable()
      .meta({ description: "As given with the rejection; null: none was.", examples: ["no budget"] }),
    count: countSchema.meta({ description: "Stays.", examples: [4] }),
  })
  .meta({ id: "RejectedReason" });

/** Attainment, pace and projection against the target of a stage in a period. */
export const aimShape = {
  target: defined(z.number().min(0).nullable(), "target"),
  attainment: defined(rateSchema.nullable(), "target_attainment"),
  pace: defined(z.number().nullable(), "target_pace"),
  elapsed: defined(z.number().min(0).max(1).nullable(), "elapsed"),
  projection: defined(z.number().nullable(), "projection"),
};

export const mqlRowSchema = z
  .object({
    period: periodSchema,
    status: statusSchema,
    asOf: instantSchema
      .nullable()
      .meta({ description: "The newest clock at which a figure of the row was computed; null: there is none." }),
    passed: defined(countSchema.nullable(), "leads_reached"),
    ...aimShape,
    accepted: defined(countSchema.nullable(), "leads_reached"),
    rejected: defined(countSchema.nullable(), "leads_rejected"),
    rejectedReasons: defined(z.array(rejectedReasonSchema), "rejected_reasons"),
    open: defined(agesSchema, "open_mqls"),
    efficiency: defined(rateSchema.nullable(), "acceptance_rate"),
    cohort: defined(rateSchema.nullable(), "cohort_acceptance_rate"),
    mqlsPerSql: defined(rateSchema.nullable(), "mqls_per_sql"),
  })
  .meta({
    id: "MqlRow",
    description:
      "One period. A figure is null where it is not published for the grain, or (of targets) where there is none.",
  });

export const mqlReportSchema = z
  .object({
    ...periodicEnvelopeShape,
    qualified: z.string().meta({ description: "The stage that makes a lead an MQL.", examples: ["MQL"] }),
    accepted: z.string().meta({ description: "The stage that makes it an SQL.", examples: ["SQL"] }),
    rejected: z
      .string()
      .nullable()
      .meta({ description: "The stage of rejected leads.", examples: ["REJECTED"] }),
    rows: z.array(mqlRowSchema).meta({ description: "Oldest period first; every period of the range." }),
  })
  .meta({ id: "MqlReport" });

export type MqlQuery = z.infer<typeof mqlQuerySchema>;
export type MqlRow = z.infer<typeof mqlRowSchema>;
export type MqlReport = z.infer<typeof mqlReportSchema>;
export type RejectedReason = z.infer<typeof rejectedReasonSchema>;
