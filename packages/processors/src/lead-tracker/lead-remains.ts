/** The record by which an embedded log keeps what remains of an erased lead: schemas/internal/LeadRemains.avsc. */
import type { AvroCodec } from "@stagefold/codec";
import { type LeadHistory, type LeadRemains, type StagefoldConfig, tenantConfigOf } from "@stagefold/domain";
import type { LogRecord } from "@stagefold/processing";
import { hashOfKey } from "./erased-leads.ts";
import { decodeLead, encodeLead, remainsOf, type StoredLead } from "./lead-row.ts";

/** What takes the place of a lead's history on the log; null where it has none. Pure. */
export function remainsRecord(tenantId: string, events: LeadHistory, erasedAt: number): LeadRemains | null {
  if (events.length === 0) return null;
  const history = encodeLead(remainsOf(events, erasedAt));
  return { type: "LeadRemains", tenantId, history, keyHash: null };
}

/** What takes the place of the event that erased the lead of this key. Pure. */
export function erasedRecord(tenantId: string, key: string): LeadRemains {
  return { type: "LeadRemains", tenantId, history: null, keyHash: hashOfKey(key) };
}

/** The remains in a record of lead-events; null: it is another record. */
export function remainsIn({ key, value }: LogRecord, codec: AvroCodec): LeadRemains | null {
  if (key !== null || value === null) return null;
  const decoded = codec.decode(value);
  return decoded.ok && decoded.record.type === "LeadRemains" ? decoded.record : null;
}

/** The history in the remains; null: it is none that this configuration has a place for, so they are none of ours. */
export function buried(
  { tenantId, history }: LeadRemains,
  config: StagefoldConfig,
): (StoredLead & { readonly erasedAt: number }) | null {
  const stages = tenantConfigOf(config, tenantId)?.funnel.stages;
  if (stages === undefined || history === null) return null;
  try {
    const { events, erasedAt } = decodeLead(history, tenantId, "");
    const isKnown = events.every((event) => event.type !== "LeadStageChanged" || stages.includes(event.stage));
    return erasedAt === null || !isKnown ? null : { events, erasedAt };
  } catch {
    return null;
  }
}
