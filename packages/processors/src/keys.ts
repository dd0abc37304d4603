/** The keys of SEMANTICS 2, as text; tenantId and leadId have no `|`. */
import type { InputRecord } from "@stagefold/domain";

/** The key of a lead's records: `tenantId|leadId`. */
export function leadKey(tenantId: string, leadId: string): string {
  return `${tenantId}|${leadId}`;
}

/** The key that a record must have. */
export function keyOf(record: InputRecord): string {
  return "leadId" in record ? leadKey(record.tenantId, record.leadId) : record.tenantId;
}
