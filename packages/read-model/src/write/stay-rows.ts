import type { LeadStageStay } from "@stagefold/domain";
import type { Database } from "better-sqlite3";
import { NO_END } from "../file/model-file.ts";

/** Writes stays. */
export interface StayRows {
  /** False: a newer revision stands already, and nothing changed. */
  put(record: LeadStageStay): boolean;
  /** The tenant of the stay that was there; undefined: none was. */
  withdraw(stayId: string): string | undefined;
}

/** The table `stays`. */
export function stayRows(db: Database): StayRows {
  const upsert = db.prepare(`
    INSERT INTO stays VALUES (
      @stayId, @tenantId, @leadId, @stage, @visit, @previousStage, @nextStage, @enteredAt, @leftAt, @reason, @channel,
      @campaignId, @ownerId, @revision)
    ON CONFLICT DO UPDATE SET
      stage = excluded.stage, visit = excluded.visit, previous_stage = excluded.previous_stage,
      next_stage = excluded.next_stage, entered_at = excluded.entered_at, left_at = excluded.left_at,
      reason = excluded.reason, channel = excluded.channel, campaign_id = excluded.campaign_id,
      owner_id = excluded.owner_id, revision = excluded.revision
    WHERE excluded.revision >= stays.revision`);
  const remove = db.prepare("DELETE FROM stays WHERE stay_id = ? RETURNING tenant").pluck();
  return {
    put({ type: _, durationMs: __, ...record }) {
      const row = {
        ...record,
        previousStage: record.previousStage ?? "",
        nextStage: record.nextStage ?? "",
        leftAt: record.exitedAt ?? NO_END,
        channel: record.channel ?? "",
        campaignId: record.campaignId ?? "",
        ownerId: record.ownerId ?? "",
      };
      return upsert.run(row).changes > 0;
    },
    withdraw: (stayId) => remove.get(stayId) as string | undefined,
  };
}
