import type { InputRecord } from "@stagefold/domain";

/** What a field of a record holds, and so how a value found in a source is read for it. */
export type FieldForm = "text" | "actor" | "instant" | "day" | "month" | "long" | "money";

export interface RecordField {
  readonly form: FieldForm;
  /** A source must say where it comes from: there is nothing that it could be filled in with. */
  readonly required: boolean;
}

const field = (form: FieldForm, required: "required" | "optional"): RecordField => ({
  form,
  required: required === "required",
});

const LEAD = {
  eventId: field("text", "optional"),
  leadId: field("text", "required"),
  occurredAt: field("instant", "required"),
} as const;
const LEAD_FIELDS = { ...LEAD, sequence: field("long", "optional") } as const;

/** The fields of each record type that a source can fill, in the order of the schemas. `tenantId` is said once for the source. */
export const RECORD_FIELDS: Readonly<Record<InputRecord["type"], Readonly<Record<string, RecordField>>>> = {
  LeadStageChanged: {
    ...LEAD_FIELDS,
    stage: field("text", "required"),
    reason: field("text", "optional"),
    channel: field("text", "optional"),
    campaignId: field("text", "optional"),
    ownerId: field("text", "optional"),
  },
  LeadActivityRecorded: {
    ...LEAD_FIELDS,
    actor: field("actor", "required"),
    kind: field("text", "required"),
  },
  LeadErased: LEAD,
  SpendRecorded: {
    eventId: field("text", "optional"),
    spendId: field("text", "optional"),
    revision: field("long", "optional"),
    firstDay: field("day", "required"),
    lastDay: field("day", "optional"),
    amountMicros: field("money", "required"),
    currency: field("text", "required"),
    channel: field("text", "optional"),
    campaignId: field("text", "optional"),
  },
  TargetSet: {
    eventId: field("text", "optional"),
    stage: field("text", "required"),
    month: field("month", "required"),
    channel: field("text", "optional"),
    revision: field("long", "optional"),
    target: field("long", "required"),
  },
};
