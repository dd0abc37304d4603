/**
 * The input of the runs that are disturbed: the load that speed is measured on, with what goes wrong at its sources:
 * besides late and second deliveries, events that were changed under their id, and corrected spend.
 */
import { parseInputLine } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import { loadLines } from "../../bench/generate.ts";

const CHANGED_EVERY = 500;
const CORRECTED_EVERY = 20;

/** `events` lead events, with what was spent and aimed at beside them. The same seed gives the same records. */
export function survivalLoad(events: number, seed: number): readonly InputRecord[] {
  const records: InputRecord[] = [];
  let ofLeads = 0;
  let ofSpend = 0;
  for (const line of loadLines(events, seed)) {
    const parsed = parseInputLine(Buffer.from(line));
    if (!parsed.ok) throw new Error(parsed.detail);
    const { record } = parsed;
    records.push(record);
    if ("leadId" in record && ofLeads++ % CHANGED_EVERY === 0) {
      records.push({ ...record, occurredAt: record.occurredAt + 60_000 });
    }
    if (record.type === "SpendRecorded" && ofSpend++ % CORRECTED_EVERY === 0) {
      const amountMicros = BigInt(record.amountMicros) + 1_000_000n;
      records.push({ ...record, eventId: `${record.eventId}-corrected`, revision: 1, amountMicros });
    }
  }
  return records;
}
