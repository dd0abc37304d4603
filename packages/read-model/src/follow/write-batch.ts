/** From records of a topic to rows of the model. */
import type { AvroCodec, AvroRecord } from "@stagefold/codec";
import type { StagefoldConfig } from "@stagefold/domain";
import type { LogRecord } from "@stagefold/processing";
import { judge, LEAD_EVENTS, LEAD_STAYS, RECORD_TOPICS, remainsIn } from "@stagefold/processors";
import type { AcceptedEvent } from "../write/lead-rows.ts";
import type { Batch } from "../write/read-model-writer.ts";

/** What is needed to read records. */
export interface Reading {
  readonly codec: AvroCodec;
  readonly config: StagefoldConfig;
  /** Told of a record of a published topic that cannot be read; it is passed over. */
  readonly onUnreadable: (topic: string, offset: number, detail: string) => void;
}

/**
 * Writes records of `topic`. Events of leads are judged as the lead-tracker judges them: what it refuses, counts for
 * nothing here. What remains of an erased lead counts in metrics, and is no lead any more.
 */
export function writeBatch(topic: string, records: readonly LogRecord[], reading: Reading, batch: Batch): void {
  if (topic === LEAD_EVENTS) {
    writeLeads(records, reading, batch);
    return;
  }
  for (const record of records) {
    if (record.value === null) {
      if (topic === LEAD_STAYS && record.key !== null) batch.withdrawStay(Buffer.from(record.key).toString());
      continue;
    }
    const decoded = reading.codec.decode(record.value);
    if (!decoded.ok) reading.onUnreadable(topic, record.offset, decoded.detail);
    else if (!put(decoded.record, topic, batch)) {
      reading.onUnreadable(topic, record.offset, `a ${decoded.record.type} does not belong there`);
    }
  }
}

function put(record: AvroRecord, topic: string, batch: Batch): boolean {
  if (RECORD_TOPICS[record.type] !== topic) return false;
  if (record.type === "FunnelMetric") batch.metric(record);
  else if (record.type === "LeadStageStay") batch.stay(record);
  else if (record.type === "SlaBreachEvent") batch.slaEvent(record);
  else return false;
  return true;
}

function writeLeads(records: readonly LogRecord[], { codec, config }: Reading, batch: Batch): void {
  const accepted: AcceptedEvent[] = [];
  for (const raw of records) {
    const remains = remainsIn(raw, codec);
    if (remains !== null) {
      if (remains.keyHash !== null) batch.eraseHash(remains.tenantId, remains.keyHash);
      continue;
    }
    const judgement = judge(raw, LEAD_EVENTS, codec, config);
    if ("reason" in judgement) continue;
    const { record, tenant } = judgement;
    if (record.type === "LeadErased") batch.eraseLead(record);
    else if (record.type === "LeadStageChanged" || record.type === "LeadActivityRecorded") {
      accepted.push({ event: record, tenant });
    }
  }
  batch.leadEvents(accepted);
}
