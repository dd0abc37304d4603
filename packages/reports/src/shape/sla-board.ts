/** The SLA board: what is running, what ran out, and how the agreements are kept. */
import { z } from "zod";
import { defined } from "./defined.ts";
import { periodicEnvelopeShape } from "./envelope.ts";
import {
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

const slaBoardTableSchema = z
  .enum(["policies", "breaches"])
  .default("policies")
  .meta({ description: "Of CSV, which table; JSON has all." });

export const slaBoardQuerySchema = z.strictObject({
  ...onePeriodShape,
  ...segmentShape,
  ...formatShape,
  table: slaBoardTableSchema,
});

export const referenceSchema = z
  .object({
    share: z.number().meta({ examples: [0.37] }),
    source: z.string().meta({ description: "Where it was published." }),
  })
  .meta({ id: "Reference" });

export const openCountsSchema = z
  .object({ open: countSchema, atRisk: countSchema, breached: countSchema })
  .meta({ id: "OpenCounts", description: "Running clocks by state, at asOf." });

export const policyRowSchema = z
  .object({
    slaId: z.string().meta({ examples: ["accept-or-reject"] }),
    severity: z.string().meta({ examples: ["page"] }),
    stage: z.string().meta({ description: "The stage whose entry starts a clock.", examples: ["MQL"] }),
    withinMs: durationMsSchema.meta({
      description: "How long a clock may run: elapsed time, or open time of the calendar.",
    }),
    calendar: z.boolean().meta({ description: "Whether it is open time of a calendar." }),
    status: statusSchema,
    asOf: instantSchema.nullable(),
    compliance: defined(rateSchema.nullable(), "sla_compliance"),
    met: defined(countSchema.nullable(), "sla_met"),
    breached: defined(countSchema.nullable(), "sla_breached"),
    cancelled: defined(countSchema.nullable(), "sla_cancelled"),
    response: defined(distributionSchema.nullable(), "sla_response_time"),
    within1h: defined(rateSchema.nullable(), "sla_within_1h"),
    openClocks: defined(openCountsSchema, "open_clocks"),
  })
  .meta({ id: "PolicyRow" });

export const breachGroupSchema = z
  .object({
    key: z
      .string()
      .nullable()
      .meta({ description: "The owner, campaign or policy; null: leads without one.", examples: ["marco"] }),
    open: countSchema.meta({ description: "Not ended yet." }),
    resolved: countSchema.meta({ description: "Ended, too late." }),
    maxOverdueMs: defined(durationMsSchema, "overdue"),
  })
  .meta({ id: "BreachGroup" });

export const slaBoardSchema = z
  .object({
    ...periodicEnvelopeShape,
    period: periodSchema,
    openClocks: defined(openCountsSchema, "open_clocks"),
    policies: z.array(policyRowSchema).meta({ description: "In the order of the configuration." }),
    speedToLead: defined(
      z.object({
        slaId: z.string().nullable().meta({
          description:
            "The agreement it is read from: of those that an activity by sales keeps, else of all, the one due soonest; null: there is none.",
        }),
        share: rateSchema.nullable(),
        reference: defined(referenceSchema, "reference_within_1h"),
      }),
      "sla_within_1h",
    ),
    breaches: defined(
      z.object({
        byOwner: z.array(breachGroupSchema),
        byCampaign: z.array(breachGroupSchema),
        byPolicy: z.array(breachGroupSchema),
      }),
      "breaches_by",
    ),
  })
  .meta({ id: "SlaBoard" });

export type SlaBoardQuery = z.infer<typeof slaBoardQuerySchema>;
export type OpenCounts = z.infer<typeof openCountsSchema>;
export type PolicyRow = z.infer<typeof policyRowSchema>;
export type BreachGroup = z.infer<typeof breachGroupSchema>;
export type SlaBoard = z.infer<typeof slaBoardSchema>;
