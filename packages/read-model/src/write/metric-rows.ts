import type { FunnelMetric, Grain } from "@stagefold/domain";
import { isRolling } from "@stagefold/domain";
import type { Database } from "better-sqlite3";

/** Writes values of metrics. */
export interface MetricRows {
  /** False: a newer revision stands already, and nothing changed. */
  put(record: FunnelMetric): boolean;
  /** After a rollback: what was thought to be written may not be. */
  forget(): void;
}

/** The tables `metrics` and `seen_values`, and the tenants' first day. */
export function metricRows(db: Database): MetricRows {
  const upsert = db.prepare(`
    INSERT INTO metrics VALUES (
      @tenantId, @metric, @grain, @subject, @channel, @campaignId, @ownerId, @periodStart, @periodEnd, @metricId, @unit,
      @value, @numerator, @denominator, @sampleCount, @sampleSum, @sampleMin, @sampleP50, @sampleP75, @sampleP90,
      @sampleP95, @sampleMax, @status, @revision, @asOf)
    ON CONFLICT DO UPDATE SET
      period_end = excluded.period_end, unit = excluded.unit, value = excluded.value, numerator = excluded.numerator,
      denominator = excluded.denominator, sample_count = excluded.sample_count, sample_sum = excluded.sample_sum,
      sample_min = excluded.sample_min, sample_p50 = excluded.sample_p50, sample_p75 = excluded.sample_p75,
      sample_p90 = excluded.sample_p90, sample_p95 = excluded.sample_p95, sample_max = excluded.sample_max,
      status = excluded.status, revision = excluded.revision, as_of = excluded.as_of
    WHERE excluded.revision >= metrics.revision`);
  const see = db.prepare("INSERT OR IGNORE INTO seen_values VALUES (?, ?, ?, ?)");
  const begin = db.prepare(`
    INSERT INTO tenants (tenant, changed, first_start) VALUES (?, 0, ?)
    ON CONFLICT DO UPDATE SET first_start = min(ifnull(first_start, excluded.first_start), excluded.first_start)`);
  const seen = new Set<string>();
  const firsts = new Map<string, number>();

  return {
    put(record) {
      const { tenantId, periodStart } = record;
      const channel = record.channel ?? "";
      const campaignId = record.campaignId ?? "";
      const ownerId = record.ownerId ?? "";
      const segment = JSON.stringify([tenantId, channel, campaignId, ownerId]);
      if (!seen.has(segment)) {
        see.run(tenantId, channel, campaignId, ownerId);
        seen.add(segment);
      }
      const isCalendar = record.grain !== "UNKNOWN" && !isRolling(record.grain as Grain);
      if (isCalendar && periodStart < (firsts.get(tenantId) ?? Number.POSITIVE_INFINITY)) {
        begin.run(tenantId, periodStart);
        firsts.set(tenantId, periodStart);
      }
      return upsert.run({ ...record, subject: record.subject ?? "", channel, campaignId, ownerId }).changes > 0;
    },
    forget() {
      seen.clear();
      firsts.clear();
    },
  };
}
