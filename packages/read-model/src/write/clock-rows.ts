import type { SlaBreachEvent } from "@stagefold/domain";
import type { Database } from "better-sqlite3";

/** Writes the newest event of SLA clocks. */
export interface ClockRows {
  /** False: it is the event that stands already. */
  put(event: SlaBreachEvent): boolean;
}

/** The table `clocks`. Events of a clock come in order: a lead's lie in one partition. */
export function clockRows(db: Database): ClockRows {
  const upsert = db.prepare(`
    INSERT INTO clocks VALUES (
      @clockId, @eventId, @kind, @slaId, @severity, @tenantId, @leadId, @stage, @startedAt, @dueAt, @endedAt, @overdueMs,
      @channel, @campaignId, @ownerId, @detectedAt, @live)
    ON CONFLICT DO UPDATE SET
      event_id = excluded.event_id, kind = excluded.kind, sla_id = excluded.sla_id, severity = excluded.severity,
      stage = excluded.stage, started_at = excluded.started_at, due_at = excluded.due_at, ended_at = excluded.ended_at,
      overdue_ms = excluded.overdue_ms, channel = excluded.channel, campaign_id = excluded.campaign_id,
      owner_id = excluded.owner_id, detected_at = excluded.detected_at, live = excluded.live
    WHERE excluded.event_id <> clocks.event_id`);
  return {
    put({ type: _, ...event }) {
      const row = {
        ...event,
        channel: event.channel ?? "",
        campaignId: event.campaignId ?? "",
        ownerId: event.ownerId ?? "",
        live: event.live ? 1 : 0,
      };
      return upsert.run(row).changes > 0;
    },
  };
}
