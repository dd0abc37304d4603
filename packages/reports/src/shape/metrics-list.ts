/** Any metric, as published. */
import { z } from "zod";
import { envelopeShape } from "./envelope.ts";
import { daySchema, instantSchema, statusSchema } from "./figure.ts";
import { grainSchema, periodSchema } from "./period.ts";
import { formatShape, nextCursorSchema, pageShape } from "./query.ts";
import { segmentShape } from "./segment.ts";

const METRIC_VALUES = [
  ...["leads_reached", "stage_entries", "stage_exits", "stage_population", "time_in_stage", "velocity"],
  ...["acceptance_rate", "mqls_per_sql", "cohort_acceptance_rate", "leads_rejected"],
  ...["sla_met", "sla_breached", "sla_cancelled", "sla_compliance", "sla_response_time", "sla_within_1h"],
  ...["spend", "cost_per_lead", "lagged_cost_per_lead", "target_attainment", "target_pace"],
] as const;

export const metricNameSchema = z
  .enum(METRIC_VALUES)
  .meta({ id: "MetricName", description: "docs/metrics.md", examples: ["leads_reached"] });

export const metricsQuerySchema = z.strictObject({
  metric: metricNameSchema.optional().meta({ description: "Only this metric." }),
  subject: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .meta({ description: "Only of this stage, FROM>TO or slaId.", examples: ["SQL"] }),
  grain: grainSchema.optional().meta({ description: "Only this grain." }),
  from: daySchema.optional().meta({ description: "Only periods that begin on this day or later." }),
  to: daySchema.optional().meta({ description: "Only periods that begin on this day or earlier." }),
  by: z
    .string()
    .regex(/^((channel|campaignId|ownerId)(,(channel|campaignId|ownerId))*)?$/)
    .optional()
    .meta({
      description:
        "Only values broken down by exactly these dimensions, with commas between; empty: values of everything. Left out: by the dimensions that have a value below, or all where none has.",
      examples: ["channel,campaignId"],
    }),
  ...segmentShape,
  ...pageShape,
  ...formatShape,
});

const long = z.union([z.number(), z.string().regex(/^-?\d+$/)]).nullable();

export const metricValueSchema = z
  .object({
    metricId: z.string(),
    metric: z.string().meta({ examples: ["leads_reached"] }),
    subject: z
      .string()
      .nullable()
      .meta({ examples: ["SQL"] }),
    channel: z.string().nullable().meta({ description: "null: not broken down by it; (none): leads that have none." }),
    campaignId: z.string().nullable(),
    ownerId: z.string().nullable(),
    period: periodSchema,
    unit: z.string().meta({ examples: ["leads"] }),
    value: z.number().nullable(),
    numerator: long.meta({ description: "Exact; money in micros; as text beyond 2^53." }),
    denominator: long.meta({ description: "Exact; as text beyond 2^53." }),
    sampleCount: long.meta({ description: "The sample fields: of distributions, null in others." }),
    sampleSum: z.number().nullable(),
    sampleMin: z.number().nullable(),
    sampleP50: z.number().nullable(),
    sampleP75: z.number().nullable(),
    sampleP90: z.number().nullable(),
    sampleP95: z.number().nullable(),
    sampleMax: z.number().nullable(),
    status: statusSchema,
    revision: long.meta({ description: "Grows with every change of the value." }),
    asOf: instantSchema,
  })
  .meta({ id: "MetricValue", description: "A record of funnel-metrics." });

export const metricsListSchema = z
  .object({
    ...envelopeShape,
    rows: z.array(metricValueSchema).meta({ description: "By metric, grain, subject, segment and period." }),
    nextCursor: nextCursorSchema,
  })
  .meta({ id: "MetricsList" });

export type MetricsQuery = z.infer<typeof metricsQuerySchema>;
export type MetricValueShape = z.infer<typeof metricValueSchema>;
export type MetricsList = z.infer<typeof metricsListSchema>;
