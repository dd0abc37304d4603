/** One lead: its events, and its stays as published. */
import type { LeadStageStay } from "@stagefold/domain";
import { decodeLead } from "@stagefold/processors";
import type { LeadData } from "@stagefold/reports";
import { NO_END } from "../file/model-file.ts";
import { textOrNull } from "./metric-reads.ts";
import type { Statements } from "./statements.ts";

interface StayRow {
  readonly stay_id: string;
  readonly stage: string;
  readonly visit: number;
  readonly previous_stage: string;
  readonly next_stage: string;
  readonly entered_at: number;
  readonly left_at: number;
  readonly reason: string | null;
  readonly channel: string;
  readonly campaign_id: string;
  readonly owner_id: string;
  readonly revision: number;
}

/** The lead; undefined: neither an event nor a stay of it is known. */
export function leadOf(statements: Statements, tenantId: string, leadId: string): LeadData | undefined {
  const events = statements("SELECT events FROM leads WHERE tenant = ? AND lead_id = ?").pluck().get(tenantId, leadId);
  const rows = statements("SELECT * FROM stays WHERE tenant = ? AND lead_id = ? ORDER BY entered_at, left_at").all(
    tenantId,
    leadId,
  ) as StayRow[];
  if (events === undefined && rows.length === 0) return undefined;
  return {
    history: events === undefined ? [] : decodeLead(events as Buffer, tenantId, leadId).events,
    stays: rows.map((row) => stayOf(row, tenantId, leadId)),
  };
}

function stayOf(row: StayRow, tenantId: string, leadId: string): LeadStageStay {
  const exitedAt = row.left_at === NO_END ? null : row.left_at;
  return {
    type: "LeadStageStay",
    stayId: row.stay_id,
    tenantId,
    leadId,
    stage: row.stage,
    visit: row.visit,
    previousStage: textOrNull(row.previous_stage),
    nextStage: textOrNull(row.next_stage),
    enteredAt: row.entered_at,
    exitedAt,
    durationMs: exitedAt === null ? null : exitedAt - row.entered_at,
    reason: row.reason,
    channel: textOrNull(row.channel),
    campaignId: textOrNull(row.campaign_id),
    ownerId: textOrNull(row.owner_id),
    revision: row.revision,
  };
}
