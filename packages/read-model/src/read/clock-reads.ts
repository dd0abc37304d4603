/** Running clocks and breaches. */
import type { SlaBreachEvent, SlaEventKind } from "@stagefold/domain";
import type { BreachGroupCount, OpenClockCount, ReportData, RunningClock } from "@stagefold/reports";
import { textOrNull } from "./metric-reads.ts";
import { segmentWhere } from "./segment-where.ts";
import type { Statements } from "./statements.ts";

type ClockReads = Pick<ReportData, "openClocks" | "openClockCounts" | "breaches" | "breachGroups">;

/** As the partial indexes say it. */
const BREACHED = "kind IN ('BREACHED', 'RESOLVED')";
const RUNNING = "tenant = @tenantId AND started_at <= @now AND over_at > @now";

/** States at `@now`: SEMANTICS 5. */
const STATES = {
  BREACHED: "due_at < @now",
  AT_RISK: "due_at >= @now AND warn_at < @now",
  OPEN: "due_at >= @now AND (warn_at IS NULL OR warn_at >= @now)",
} as const;

const GROUPED_BY = { ownerId: "owner_id", campaignId: "campaign_id", slaId: "sla_id" } as const;

type RunningRow = { [K in keyof RunningClock]: RunningClock[K] };

interface BreachRow extends Omit<SlaBreachEvent, "type" | "live" | "kind"> {
  readonly kind: string;
  readonly live: number;
}

/** Reads of `open_clocks` and `clocks`. */
export function clockReads(statements: Statements): ClockReads {
  return {
    openClocks(tenantId, { now, state, slaId, segment }, after, limit) {
      const { sql, values } = segmentWhere(segment);
      const inState = state === null ? "" : ` AND ${STATES[state]}`;
      const ofPolicy = slaId === null ? "" : " AND sla_id = @slaId";
      const beyond = after === null ? "" : " AND (due_at, clock_id) > (@afterDue, @afterClock)";
      const rows = statements(`
        SELECT clock_id AS clockId, lead_id AS leadId, sla_id AS slaId, severity, stage, channel,
          campaign_id AS campaignId, owner_id AS ownerId, started_at AS startedAt, warn_at AS warnAt, due_at AS dueAt
        FROM open_clocks WHERE ${RUNNING}${inState}${ofPolicy}${sql}${beyond}
        ORDER BY due_at, clock_id LIMIT @limit`).all({
        tenantId,
        now,
        limit,
        ...values,
        ...(slaId === null ? {} : { slaId }),
        ...(after === null ? {} : { afterDue: after.dueAt, afterClock: after.clockId }),
      }) as RunningRow[];
      return rows.map(withNulls);
    },

    openClockCounts(tenantId, segment, now) {
      const { sql, values } = segmentWhere(segment);
      return statements(`
        SELECT sla_id AS slaId, CASE WHEN ${STATES.BREACHED} THEN 'BREACHED' WHEN warn_at < @now THEN 'AT_RISK' ELSE 'OPEN' END AS state,
          count(*) AS count
        FROM open_clocks WHERE ${RUNNING}${sql} GROUP BY 1, 2 ORDER BY 1, 2`).all({
        tenantId,
        now,
        ...values,
      }) as OpenClockCount[];
    },

    breaches(tenantId, { state, slaId, segment }, after, limit) {
      const { sql, values } = segmentWhere(segment);
      const inState = state === null ? "" : " AND kind = @state";
      const ofPolicy = slaId === null ? "" : " AND sla_id = @slaId";
      const beyond =
        after === null ? "" : " AND due_at <= @afterDue AND (due_at < @afterDue OR clock_id > @afterClock)";
      const rows = statements(`
        SELECT clock_id AS clockId, event_id AS eventId, kind, sla_id AS slaId, severity, tenant AS tenantId,
          lead_id AS leadId, stage, started_at AS startedAt, due_at AS dueAt, ended_at AS endedAt,
          overdue_ms AS overdueMs, channel, campaign_id AS campaignId, owner_id AS ownerId, detected_at AS detectedAt,
          live
        FROM clocks WHERE tenant = @tenantId AND ${BREACHED}${inState}${ofPolicy}${sql}${beyond}
        ORDER BY due_at DESC, clock_id LIMIT @limit`).all({
        tenantId,
        limit,
        ...values,
        ...(state === null ? {} : { state }),
        ...(slaId === null ? {} : { slaId }),
        ...(after === null ? {} : { afterDue: after.dueAt, afterClock: after.clockId }),
      }) as BreachRow[];
      return rows.map((row) => ({
        type: "SlaBreachEvent",
        ...withNulls(row),
        kind: row.kind as SlaEventKind,
        live: row.live === 1,
      }));
    },

    breachGroups(tenantId, by, segment, { from, to }, now) {
      const { sql, values } = segmentWhere(segment);
      const rows = statements(`
        SELECT ${GROUPED_BY[by]} AS key, sum(kind = 'BREACHED') AS open, sum(kind = 'RESOLVED') AS resolved,
          max(0, max(ifnull(ended_at, @now) - due_at)) AS maxOverdueMs
        FROM clocks WHERE tenant = @tenantId AND started_at >= @from AND started_at < @to AND ${BREACHED}${sql}
        GROUP BY 1 ORDER BY count(*) DESC, 1`).all({ tenantId, from, to, now, ...values }) as GroupRow[];
      return rows.map((row): BreachGroupCount => ({ ...row, key: textOrNull(row.key) }));
    },
  };
}

interface GroupRow extends BreachGroupCount {
  readonly key: string;
}

/** Dimensions that are '' in the model are null. */
function withNulls<T extends { channel: string | null; campaignId: string | null; ownerId: string | null }>(row: T): T {
  return {
    ...row,
    channel: textOrNull(row.channel ?? ""),
    campaignId: textOrNull(row.campaignId ?? ""),
    ownerId: textOrNull(row.ownerId ?? ""),
  };
}
