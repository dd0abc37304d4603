import type { LeadActivityRecorded, LeadErased, LeadStageChanged, Long } from "@stagefold/domain";
import { derivedId } from "../event-id.ts";
import type { Place } from "../place.ts";
import { actorOf, instantOf, longOf } from "../typed-value.ts";
import {
  attributesReader,
  configOf,
  type EventFields,
  givenId,
  isSpoilt,
  type MakeRecord,
  optionalText,
  requiredText,
} from "./event-fields.ts";

/** The eventId of a stage change to which the mapping gives none. */
type DeriveId = (change: Omit<LeadStageChanged, "eventId">) => string;

/** What both kinds of a lead's events have; undefined where the place says what is wrong. */
interface LeadPart {
  readonly leadId: string;
  readonly occurredAt: number;
  readonly sequence: Long | null;
  /** null: the mapping gives none. */
  readonly eventId: string | null;
}

function leadPart(fields: EventFields): (place: Place) => LeadPart | undefined {
  const leadIdOf = requiredText(fields, "leadId");
  const occurredAtOf = instantOf(configOf(fields, "occurredAt"), "occurredAt");
  const sequenceOf = longOf(configOf(fields, "sequence"), "sequence", false);
  const idOf = givenId(fields);
  return (place) => {
    const leadId = leadIdOf(place);
    const occurredAt = occurredAtOf(place);
    const sequence = sequenceOf(place);
    const eventId = idOf === undefined ? null : idOf(place);
    if (leadId === null || occurredAt === null) return undefined;
    place.occurredAt = occurredAt;
    return { leadId, occurredAt, sequence, eventId };
  };
}

/** Makes moves of leads to stages. */
export function stageChangedMaker(fields: EventFields, derive: DeriveId): MakeRecord<LeadStageChanged> {
  // First of all, since most that is left out is left out for its stage.
  const stageOf = requiredText(fields, "stage");
  const leadOf = leadPart(fields);
  const reasonOf = optionalText(fields, "reason");
  const channelOf = optionalText(fields, "channel");
  const campaignIdOf = optionalText(fields, "campaignId");
  const ownerIdOf = optionalText(fields, "ownerId");
  const attributesOf = attributesReader(fields);
  return (place, tenantId) => {
    const stage = stageOf(place);
    if (place.skipped !== null) return null;
    const lead = leadOf(place);
    if (lead === undefined || stage === null) return null;
    const { leadId, occurredAt, sequence, eventId } = lead;
    const change = {
      type: "LeadStageChanged",
      tenantId,
      leadId,
      occurredAt,
      sequence,
      stage,
      reason: reasonOf(place),
      channel: channelOf(place),
      campaignId: campaignIdOf(place),
      ownerId: ownerIdOf(place),
      attributes: attributesOf(place),
    } as const;
    return isSpoilt(place) ? null : { ...change, eventId: eventId ?? derive(change) };
  };
}

/** The id of a stage change by what it says: lead, time and stage. */
export function stageChangeId(source: string): DeriveId {
  return ({ type, tenantId, leadId, occurredAt, sequence, stage }) =>
    derivedId(source, [type, tenantId, leadId, occurredAt, sequence, stage]);
}

/** Makes what was done with leads. */
export function activityMaker(fields: EventFields, source: string): MakeRecord<LeadActivityRecorded> {
  const kindOf = requiredText(fields, "kind");
  const actorFrom = actorOf(configOf(fields, "actor"), "actor");
  const leadOf = leadPart(fields);
  const attributesOf = attributesReader(fields);
  return (place, tenantId) => {
    const kind = kindOf(place);
    const actor = actorFrom(place);
    if (place.skipped !== null) return null;
    const lead = leadOf(place);
    if (lead === undefined || kind === null || actor === null) return null;
    const { leadId, occurredAt, sequence } = lead;
    const attributes = attributesOf(place);
    if (isSpoilt(place)) return null;
    const type = "LeadActivityRecorded";
    const eventId = lead.eventId ?? derivedId(source, [type, tenantId, leadId, occurredAt, sequence, kind]);
    return { type, eventId, tenantId, leadId, occurredAt, sequence, actor, kind, attributes };
  };
}

/** Makes the erasure of leads. */
export function erasureMaker(fields: EventFields, source: string): MakeRecord<LeadErased> {
  const leadOf = leadPart(fields);
  return (place, tenantId) => {
    const lead = leadOf(place);
    if (lead === undefined || isSpoilt(place)) return null;
    const { leadId, occurredAt } = lead;
    const type = "LeadErased";
    return {
      type,
      eventId: lead.eventId ?? derivedId(source, [type, tenantId, leadId, occurredAt]),
      tenantId,
      leadId,
      occurredAt,
    };
  };
}
