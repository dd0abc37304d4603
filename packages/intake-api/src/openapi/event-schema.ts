/**
 * Events as they are sent, for the OpenAPI document. What decides is the codec, which reads them; a test holds that the
 * fields here are those of the schemas in schemas/.
 */
import type { InputRecord } from "@stagefold/domain";
import { z } from "zod";

const name = (description: string) => z.string().meta({ description });
const optional = (description: string) => z.string().nullable().optional().meta({ description });

const identity = {
  eventId: z
    .string()
    .optional()
    .meta({ description: "Its own, and the same when it is sent again; or see Idempotency-Key." }),
  tenantId: name("Of the configuration."),
};
const ofErased = {
  ...identity,
  leadId: name("The lead, without |."),
  occurredAt: z.string().meta({
    description: "ISO 8601 with a zone.",
    examples: ["2026-03-02T09:00:00Z"],
    format: "date-time",
  }),
};
const ofLead = {
  ...ofErased,
  sequence: z.int().nullable().optional().meta({ description: "Orders events of a lead with the same occurredAt." }),
};
const attributes = z
  .record(z.string(), z.string())
  .nullable()
  .optional()
  .meta({ description: "Anything else, kept and not looked at." });
const day = (description: string) => z.string().meta({ description, format: "date" });

/** By type, as the types of records are called. */
export const EVENT_SCHEMAS = {
  LeadStageChanged: z.object({
    type: z.literal("LeadStageChanged"),
    ...ofLead,
    stage: name("The stage that the lead is in from then on."),
    reason: optional("Why."),
    channel: optional("Where the lead came from."),
    campaignId: optional("By which campaign."),
    ownerId: optional("Whose it is."),
    attributes,
  }),
  LeadActivityRecorded: z.object({
    type: z.literal("LeadActivityRecorded"),
    ...ofLead,
    actor: z.enum(["SALES", "MARKETING", "LEAD", "SYSTEM", "UNKNOWN"]),
    kind: name("Such as call, email, meeting."),
    attributes,
  }),
  LeadErased: z.object({ type: z.literal("LeadErased"), ...ofErased }).meta({
    description: "The lead asked to be forgotten. There is no way back: what is sent of it later is refused.",
  }),
  SpendRecorded: z.object({
    type: z.literal("SpendRecorded"),
    ...identity,
    spendId: name("The line of spend that this is a revision of."),
    revision: z.int().nullable().optional().meta({ description: "The highest counts." }),
    firstDay: day("The first day that it was spent on."),
    lastDay: day("The last day."),
    amountMicros: z.int().meta({ description: "Millionths of a unit of the currency." }),
    currency: name("Three capitals."),
    channel: optional("On which channel."),
    campaignId: optional("On which campaign."),
  }),
  TargetSet: z.object({
    type: z.literal("TargetSet"),
    ...identity,
    stage: name("The stage that leads are to reach."),
    month: z.string().meta({ description: "YYYY-MM.", examples: ["2026-03"] }),
    channel: optional("On which channel; none: on all together."),
    target: z.int().min(0).meta({ description: "How many." }),
    revision: z.int().nullable().optional().meta({ description: "The highest counts." }),
  }),
} as const satisfies Record<InputRecord["type"], z.ZodObject>;

/** One of them. */
export const eventSchema = z.union(Object.values(EVENT_SCHEMAS));
