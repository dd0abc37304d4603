/** Records that are not accepted, of every reason, as a producer that is not ours sends them. */
import type { AvroCodec, AvroRecord } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import {
  type DeadLetterReason,
  FUNNEL_TARGETS,
  keyOf,
  LEAD_EVENTS,
  SPEND_EVENTS,
  topicOf,
} from "@stagefold/processors";

/** A record on its way into a topic. */
export interface Sent {
  readonly topic: string;
  readonly key: string | null;
  readonly value: Buffer | null;
}

export interface Poison extends Sent {
  readonly reason: DeadLetterReason;
}

/** No registry has come so far. */
const UNKNOWN_ID = 2_000_000_000;

/** Records that were accepted before, one of each kind. */
export interface Seen {
  readonly lead: Extract<InputRecord, { readonly type: "LeadStageChanged" }>;
  readonly spend: Extract<InputRecord, { readonly type: "SpendRecorded" }>;
  readonly target: Extract<InputRecord, { readonly type: "TargetSet" }>;
}

/** Several of each reason; what conflicts with what was seen comes after it in its partition. */
export function poisonOf({ lead, spend, target }: Seen, codec: AvroCodec): readonly Poison[] {
  const value = (record: AvroRecord): Buffer => Buffer.from(codec.encode(record));
  const sent = (reason: DeadLetterReason, record: InputRecord, key: string | null = keyOf(record)): Poison => ({
    reason,
    topic: topicOf(record),
    key,
    value: value(record),
  });
  const bytes = (topic: string, key: string | null, poison: Buffer | null): Poison => ({
    reason: "UNDECODABLE",
    topic,
    key,
    value: poison,
  });
  const good = value(lead);
  const tooLate = Date.now() + 3_600_000;
  const conflict = "CONFLICTING_DUPLICATE";
  return [
    bytes(LEAD_EVENTS, keyOf(lead), null),
    bytes(LEAD_EVENTS, keyOf(lead), Buffer.alloc(0)),
    bytes(LEAD_EVENTS, null, Buffer.from("no Avro at all")),
    bytes(LEAD_EVENTS, keyOf(lead), good.subarray(0, good.length - 3)),
    bytes(LEAD_EVENTS, keyOf(lead), Buffer.concat([good, Buffer.from([0])])),
    bytes(LEAD_EVENTS, keyOf(lead), underId(good, UNKNOWN_ID)),
    bytes(LEAD_EVENTS, keyOf(spend), value(spend)),
    bytes(SPEND_EVENTS, keyOf(spend), Buffer.from('{"type":"SpendRecorded"}')),
    bytes(FUNNEL_TARGETS, "", Buffer.from([0, 0, 0])),
    sent("INVALID", { ...lead, eventId: "" }),
    sent("INVALID", { ...lead, eventId: "poison-pipe", leadId: "a|b" }),
    sent("INVALID", { ...lead, eventId: "poison-key" }, "another key"),
    sent("INVALID", { ...lead, eventId: "poison-no-key" }, null),
    sent("INVALID", { ...spend, eventId: "poison-days", lastDay: spend.firstDay - 1 }),
    sent("INVALID", { ...target, eventId: "poison-month", month: "2026-13" }),
    sent("UNKNOWN_TENANT", { ...lead, eventId: "poison-tenant", tenantId: "nobody" }),
    sent("UNKNOWN_TENANT", { ...spend, eventId: "poison-tenant", tenantId: "nobody" }),
    sent("UNKNOWN_STAGE", { ...lead, eventId: "poison-stage", stage: "NOWHERE" }),
    sent("UNKNOWN_STAGE", { ...target, eventId: "poison-stage", stage: "NOWHERE" }),
    sent("NO_EXCHANGE_RATE", { ...spend, eventId: "poison-rate", currency: "GBP" }),
    sent("FROM_THE_FUTURE", { ...lead, eventId: "poison-future", occurredAt: tooLate }),
    sent(conflict, { ...lead, reason: "another" }),
    sent(conflict, { ...spend, amountMicros: BigInt(spend.amountMicros) + 1n }),
    sent(conflict, { ...target, target: BigInt(target.target) + 1n }),
  ];
}

function underId(value: Buffer, id: number): Buffer {
  const other = Buffer.from(value);
  other.writeUInt32BE(id, 1);
  return other;
}
