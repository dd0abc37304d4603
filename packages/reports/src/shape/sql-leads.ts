/** The leads behind the SQL report: those that reached SQL in a period, by date. */
import { z } from "zod";
import { defined } from "./defined.ts";
import { periodicEnvelopeShape } from "./envelope.ts";
import { countSchema, durationMsSchema, instantSchema } from "./figure.ts";
import { periodSchema } from "./period.ts";
import { formatShape, nextCursorSchema, onePeriodShape, pageShape } from "./query.ts";
import { segmentShape } from "./segment.ts";

export const sqlLeadsQuerySchema = z.strictObject({ ...onePeriodShape, ...segmentShape, ...pageShape, ...formatShape });

export const sqlLeadSchema = z
  .object({
    leadId: z.string().meta({ examples: ["lead-1"] }),
    reachedAt: instantSchema.meta({ description: "First entry to SQL." }),
    channel: z.string().nullable(),
    campaignId: z.string().nullable(),
    ownerId: z.string().nullable(),
    sinceQualifiedMs: defined(durationMsSchema.nullable(), "since_qualified"),
    sinceBeginMs: defined(durationMsSchema, "since_begin"),
  })
  .meta({ id: "SqlLead", description: "Channel, campaign and owner as they were at the entry to SQL." });

export const sqlLeadsSchema = z
  .object({
    ...periodicEnvelopeShape,
    period: periodSchema,
    total: defined(countSchema, "listed_leads"),
    rows: z.array(sqlLeadSchema).meta({ description: "By reachedAt, then leadId." }),
    nextCursor: nextCursorSchema,
  })
  .meta({ id: "SqlLeads" });

export type SqlLeadsQuery = z.infer<typeof sqlLeadsQuerySchema>;
export type SqlLead = z.infer<typeof sqlLeadSchema>;
export type SqlLeads = z.infer<typeof sqlLeadsSchema>;
