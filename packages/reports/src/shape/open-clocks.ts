/** The clocks that are running, by time left: what to do next. */
import { z } from "zod";
import { defined } from "./defined.ts";
import { envelopeShape } from "./envelope.ts";
import { durationMsSchema, instantSchema } from "./figure.ts";
import { formatShape, nextCursorSchema, pageShape } from "./query.ts";
import { segmentSchema, segmentShape } from "./segment.ts";

export const openStateSchema = z.enum(["OPEN", "AT_RISK", "BREACHED"]).meta({
  id: "OpenState",
  description: "BREACHED once it is overdue, AT_RISK once the warning time has passed, else OPEN.",
});

const slaId = z.string().min(1).max(500).optional().meta({ description: "Only of this agreement." });

export const openClocksQuerySchema = z.strictObject({
  state: openStateSchema.optional().meta({ description: "Only in this state." }),
  slaId,
  ...segmentShape,
  ...pageShape,
  ...formatShape,
});

export const openClockSchema = z
  .object({
    clockId: z.string().meta({ examples: ["acme|lead-1|accept-or-reject|e1"] }),
    leadId: z.string().meta({ examples: ["lead-1"] }),
    slaId: z.string().meta({ examples: ["accept-or-reject"] }),
    severity: z.string().meta({ examples: ["page"] }),
    stage: z.string().meta({ examples: ["MQL"] }),
    channel: z.string().nullable(),
    campaignId: z.string().nullable(),
    ownerId: z.string().nullable(),
    state: openStateSchema,
    startedAt: instantSchema,
    warnAt: instantSchema
      .nullable()
      .meta({ description: "When it turns AT_RISK; null: the agreement has no warning." }),
    dueAt: instantSchema.meta({ description: "When it turns BREACHED." }),
    timeLeftMs: defined(durationMsSchema, "time_left"),
  })
  .meta({ id: "OpenClock" });

export const openClocksSchema = z
  .object({
    ...envelopeShape,
    segment: segmentSchema,
    rows: z.array(openClockSchema).meta({ description: "By dueAt, then clockId: the least time left first." }),
    nextCursor: nextCursorSchema,
  })
  .meta({ id: "OpenClocks" });

export type OpenState = z.infer<typeof openStateSchema>;
export type OpenClocksQuery = z.infer<typeof openClocksQuerySchema>;
export type OpenClock = z.infer<typeof openClockSchema>;
export type OpenClocks = z.infer<typeof openClocksSchema>;
