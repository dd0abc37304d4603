/**
 * A lead as one binary value: its events in order, Avro's primitives without what the row's key
 * says already. Read once and written once per commit, however often the lead changed.
 *
 * | format | what it is                                                                    |
 * | ------ | ----------------------------------------------------------------------------- |
 * | 1      | a lead                                                                        |
 * | 2      | what remains of one that was erased: when that was, and its history, anonymous |
 */
import { AvroReader, AvroWriter, mapBound } from "@stagefold/codec";
import { type Actor, anonymous, type LeadEvent, type LeadHistory } from "@stagefold/domain";

const ACTORS: readonly Actor[] = ["UNKNOWN", "SALES", "MARKETING", "LEAD", "SYSTEM"];
const LEAD = 1;
const REMAINS = 2;
const STAGE_CHANGED = 0;
const ACTIVITY = 1;

const writer = new AvroWriter();
const reader = new AvroReader();

/** What is known of a lead. */
export interface StoredLead {
  readonly events: LeadHistory;
  /** null: it was not erased. */
  readonly erasedAt: number | null;
}

/** What remains of a lead that was erased at `erasedAt`. Pure. */
export function remainsOf(events: LeadHistory, erasedAt: number): StoredLead {
  return { events: anonymous(events), erasedAt };
}

/** The lead's row. */
export function encodeLead({ events: history, erasedAt }: StoredLead): Uint8Array {
  let bound = 24;
  for (const event of history) bound += eventBound(event);
  writer.start(bound);
  if (erasedAt === null) {
    writer.int(LEAD);
  } else {
    writer.int(REMAINS);
    writer.long(erasedAt);
  }
  writer.int(history.length);
  let previous = 0;
  for (const event of history) {
    writer.int(event.type === "LeadStageChanged" ? STAGE_CHANGED : ACTIVITY);
    writer.string(event.eventId);
    writer.long(event.occurredAt - previous);
    previous = event.occurredAt;
    optional(event.sequence === null, () => writer.long(event.sequence ?? 0));
    if (event.type === "LeadStageChanged") {
      writer.string(event.stage);
      text(event.reason);
      text(event.channel);
      text(event.campaignId);
      text(event.ownerId);
    } else {
      writer.int(ACTORS.indexOf(event.actor));
      writer.string(event.kind);
    }
    writer.stringMap(event.attributes);
  }
  return writer.finish();
}

/** What a row says of the lead with this name. Throws when the row is not one of `encodeLead`. */
export function decodeLead(row: Uint8Array, tenantId: string, leadId: string): StoredLead {
  reader.start(Buffer.from(row.buffer, row.byteOffset, row.byteLength), 0);
  const format = reader.int("format");
  if (format !== LEAD && format !== REMAINS)
    throw new Error(`lead ${tenantId}|${leadId} is stored in format ${format}, neither ${LEAD} nor ${REMAINS}`);
  const erasedAt = format === REMAINS ? Number(reader.long("erasedAt")) : null;
  const events: LeadEvent[] = [];
  let occurredAt = 0;
  for (let left = reader.int("events"); left > 0; left--) {
    const type = reader.int("type");
    const eventId = reader.string("eventId");
    occurredAt += Number(reader.long("occurredAt"));
    const sequence = reader.isNull("sequence") ? null : reader.long("sequence");
    if (type === STAGE_CHANGED) {
      events.push({
        type: "LeadStageChanged",
        eventId,
        tenantId,
        leadId,
        occurredAt,
        sequence,
        stage: reader.string("stage"),
        reason: readText("reason"),
        channel: readText("channel"),
        campaignId: readText("campaignId"),
        ownerId: readText("ownerId"),
        attributes: reader.stringMap("attributes"),
      });
    } else {
      events.push({
        type: "LeadActivityRecorded",
        eventId,
        tenantId,
        leadId,
        occurredAt,
        sequence,
        actor: ACTORS[reader.int("actor")] ?? "UNKNOWN",
        kind: reader.string("kind"),
        attributes: reader.stringMap("attributes"),
      });
    }
  }
  reader.finish();
  return { events, erasedAt };
}

function optional(isNull: boolean, write: () => void): void {
  if (isNull) {
    writer.isNull();
  } else {
    writer.isPresent();
    write();
  }
}

function text(value: string | null): void {
  if (value === null) {
    writer.isNull();
  } else {
    writer.isPresent();
    writer.string(value);
  }
}

function readText(field: string): string | null {
  return reader.isNull(field) ? null : reader.string(field);
}

/** More bytes than the event can take: three a character, ten a number. */
function eventBound(event: LeadEvent): number {
  let bound = 80 + 3 * event.eventId.length + mapBound(event.attributes);
  if (event.type === "LeadStageChanged") {
    bound += 3 * (event.stage.length + (event.reason?.length ?? 0) + (event.channel?.length ?? 0));
    bound += 3 * ((event.campaignId?.length ?? 0) + (event.ownerId?.length ?? 0));
  } else {
    bound += 3 * event.kind.length;
  }
  return bound;
}
