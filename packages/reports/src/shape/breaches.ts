/** Breaches, the newest first. */
import { z } from "zod";
import { defined } from "./defined.ts";
import { envelopeShape } from "./envelope.ts";
import { durationMsSchema, instantSchema } from "./figure.ts";
import { formatShape, nextCursorSchema, pageShape } from "./query.ts";
import { segmentSchema, segmentShape } from "./segment.ts";

export const breachStateSchema = z
  .enum(["BREACHED", "RESOLVED"])
  .meta({ id: "BreachState", description: "BREACHED: still running; RESOLVED: ended, too late." });

export const breachesQuerySchema = z.strictObject({
  state: breachStateSchema.optional().meta({ description: "Only in this state." }),
  slaId: z.string().min(1).max(500).optional().meta({ description: "Only of this agreement." }),
  ...segmentShape,
  ...pageShape,
  ...formatShape,
});

export const breachSchema = z
  .object({
    clockId: z.string().meta({ examples: ["acme|lead-1|accept-or-reject|e1"] }),
    leadId: z.string().meta({ examples: ["lead-1"] }),
    slaId: z.string().meta({ examples: ["accept-or-reject"] }),
    severity: z.string().meta({ examples: ["page"] }),
    stage: z.string().meta({ examples: ["MQL"] }),
    channel: z.string().nullable(),
    campaignId: z.string().nullable(),
    ownerId: z.string().nullable(),
    state: breachStateSchema,
    startedAt: instantSchema,
    dueAt: instantSchema,
    endedAt: instantSchema.nullable(),
    overdueMs: defined(durationMsSchema, "overdue"),
    detectedAt: instantSchema.meta({ description: "The processing clock when it was found." }),
    live: z.boolean().meta({ description: "false: it was found while history was being caught up with." }),
  })
  .meta({ id: "Breach" });

export const breachesSchema = z
  .object({
    ...envelopeShape,
    segment: segmentSchema,
    rows: z.array(breachSchema).meta({ description: "By dueAt, the latest first, then clockId." }),
    nextCursor: nextCursorSchema,
  })
  .meta({
    id: "Breaches",
    description: "Clocks whose newest event is BREACHED or RESOLVED; what was retracted is not among them.",
  });

export type BreachesQuery = z.infer<typeof breachesQuerySchema>;
export type Breach = z.infer<typeof breachSchema>;
export type Breaches = z.infer<typeof breachesSchema>;
