/** What the stream of server-sent events says: the `data` of each, by `event`. Their `id` is the change's number. */
import { z } from "zod";
import { instantSchema } from "./figure.ts";
import { metricValueSchema } from "./metrics-list.ts";

export const liveBreachSchema = z
  .object({
    tenantId: z.string(),
    eventId: z.string(),
    clockId: z.string(),
    kind: z.enum(["AT_RISK", "CLEARED", "BREACHED", "RESOLVED", "RETRACTED"]),
    slaId: z.string(),
    severity: z.string(),
    leadId: z.string(),
    stage: z.string(),
    channel: z.string().nullable(),
    campaignId: z.string().nullable(),
    ownerId: z.string().nullable(),
    startedAt: instantSchema,
    dueAt: instantSchema,
    endedAt: instantSchema.nullable(),
    overdueMs: z.number().nullable(),
    detectedAt: instantSchema,
    live: z.boolean(),
  })
  .meta({ id: "LiveBreach", description: "event `breach`: a record of sla-breaches." });

export const liveMetricSchema = metricValueSchema
  .extend({ tenantId: z.string() })
  .meta({ id: "LiveMetric", description: "event `metric`: a record of funnel-metrics, as it is now." });

export const liveResetSchema = z
  .object({ reason: z.string().meta({ description: "Why what was missed cannot be told one by one." }) })
  .meta({ id: "LiveReset", description: "event `reset`: read the reports anew." });

export type LiveBreach = z.infer<typeof liveBreachSchema>;
export type LiveMetric = z.infer<typeof liveMetricSchema>;
export type LiveReset = z.infer<typeof liveResetSchema>;
