/** One lead: its stays, what was done with it, and its clocks with the reason for each one's state. */
import { z } from "zod";
import { envelopeShape } from "./envelope.ts";
import { countSchema, durationMsSchema, instantSchema } from "./figure.ts";
import { formatShape } from "./query.ts";

const leadTableSchema = z
  .enum(["stays", "activities", "clocks"])
  .default("stays")
  .meta({ description: "Of CSV, which table; JSON has all." });

export const leadQuerySchema = z.strictObject({ ...formatShape, table: leadTableSchema });

export const leadParamsSchema = z.strictObject({
  tenantId: z
    .string()
    .min(1)
    .max(500)
    .meta({ description: "The tenant.", examples: ["acme"] }),
  leadId: z
    .string()
    .min(1)
    .max(500)
    .meta({ description: "The lead.", examples: ["lead-1"] }),
});

export const leadStaySchema = z
  .object({
    stayId: z.string(),
    stage: z.string().meta({ examples: ["MQL"] }),
    visit: countSchema.meta({ description: "1 for the first stay in the stage, 2 for the second." }),
    previousStage: z.string().nullable(),
    nextStage: z.string().nullable(),
    enteredAt: instantSchema,
    exitedAt: instantSchema.nullable().meta({ description: "null: the lead is there." }),
    durationMs: durationMsSchema.nullable().meta({ description: "exitedAt - enteredAt; null while it is open." }),
    ageMs: durationMsSchema.nullable().meta({ description: "Of an open stay, clock less enteredAt; else null." }),
    reason: z.string().nullable().meta({ description: "Given with the entry." }),
    channel: z.string().nullable(),
    campaignId: z.string().nullable(),
    ownerId: z.string().nullable(),
  })
  .meta({ id: "LeadStay" });

export const leadActivitySchema = z
  .object({
    eventId: z.string(),
    at: instantSchema,
    actor: z.enum(["UNKNOWN", "SALES", "MARKETING", "LEAD", "SYSTEM"]),
    kind: z.string().meta({ description: "The source's own word.", examples: ["call"] }),
    stage: z.string().nullable().meta({ description: "The stage the lead was in; null: it had not begun." }),
    attributes: z.record(z.string(), z.string()),
  })
  .meta({ id: "LeadActivity" });

export const clockStateSchema = z
  .enum(["NOT_STARTED", "OPEN", "AT_RISK", "BREACHED", "RESOLVED", "MET", "CANCELLED"])
  .meta({
    id: "ClockState",
    description: "SEMANTICS 5; RESOLVED: breached, and over; NOT_STARTED: its start is after the clock.",
  });

export const leadClockSchema = z
  .object({
    clockId: z.string(),
    slaId: z.string(),
    severity: z.string(),
    stage: z.string(),
    visit: countSchema,
    state: clockStateSchema,
    startedAt: instantSchema,
    warnAt: instantSchema.nullable(),
    dueAt: instantSchema,
    endedAt: instantSchema.nullable(),
    timeLeftMs: durationMsSchema
      .nullable()
      .meta({ description: "Of a running clock, due less clock; negative once overdue." }),
    overdueMs: durationMsSchema.nullable().meta({ description: "Of a breached clock, end (or clock) less due." }),
    why: z.string().meta({
      description: "Why the clock is in its state, in a sentence; times are local.",
      examples: ["Breached: it was due 15 Mar 2026 09:00 and nothing that ends it has happened yet."],
    }),
  })
  .meta({ id: "LeadClock" });

export const leadPageSchema = z
  .object({
    ...envelopeShape,
    leadId: z.string(),
    stage: z.string().nullable().meta({ description: "Where the lead is; null: no stage is known." }),
    channel: z.string().nullable(),
    campaignId: z.string().nullable(),
    ownerId: z.string().nullable(),
    beganAt: instantSchema.nullable(),
    events: countSchema.meta({ description: "Accepted events of the lead." }),
    stays: z.array(leadStaySchema).meta({ description: "Oldest first." }),
    activities: z.array(leadActivitySchema).meta({ description: "Oldest first." }),
    clocks: z.array(leadClockSchema).meta({ description: "By start, then policy." }),
  })
  .meta({ id: "LeadPage" });

export type LeadQuery = z.infer<typeof leadQuerySchema>;
export type LeadParams = z.infer<typeof leadParamsSchema>;
export type LeadStay = z.infer<typeof leadStaySchema>;
export type LeadActivity = z.infer<typeof leadActivitySchema>;
export type LeadClock = z.infer<typeof leadClockSchema>;
export type LeadPage = z.infer<typeof leadPageSchema>;
