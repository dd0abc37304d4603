/** Stays, counted and listed. */
import type { ReportData } from "@stagefold/reports";
import { NO_END } from "../file/model-file.ts";
import { textOrNull } from "./metric-reads.ts";
import { segmentWhere } from "./segment-where.ts";
import type { Statements } from "./statements.ts";

type StayReads = Pick<
  ReportData,
  "leadCount" | "openStays" | "closedStays" | "rejections" | "reached" | "reachedCount" | "velocitySum"
>;

const REACHED =
  "s.tenant = @tenantId AND s.stage = @stage AND s.visit = 1 AND s.entered_at >= @from AND s.entered_at < @to";

interface LeftStay {
  readonly leadId: string;
  readonly leftAt: number;
  /** 1: in the segment asked for. */
  readonly counts: number;
}

/** Reads of `stays`. */
export function stayReads(statements: Statements): StayReads {
  return {
    leadCount: (tenantId) =>
      statements("SELECT count(*) FROM stays WHERE tenant = ? AND previous_stage = ''").pluck().get(tenantId) as number,

    openStays(tenantId, stage, segment, entered, now) {
      const { sql, values } = segmentWhere(segment);
      const within = entered === null ? "" : " AND entered_at >= @from AND entered_at < @to";
      const found = statements(
        `SELECT entered_at FROM stays WHERE tenant = @tenantId AND stage = @stage AND left_at > @now AND entered_at <= @now${within}${sql}`,
      )
        .pluck()
        .all({ tenantId, stage, now, ...(entered ?? {}), ...values }) as number[];
      return inOrder(found);
    },

    closedStays(tenantId, stage, segment, { from, to }) {
      const { sql, values } = segmentWhere(segment);
      const found = statements(
        `SELECT left_at - entered_at FROM stays WHERE tenant = @tenantId AND stage = @stage AND left_at >= @from AND left_at < @to AND left_at < ${NO_END}${sql}`,
      )
        .pluck()
        .all({ tenantId, stage, from, to, ...values }) as number[];
      return inOrder(found);
    },

    rejections(tenantId, { qualified, rejected }, segment, { from, to }) {
      const { sql, values } = segmentWhere(segment);
      const left = statements(
        `SELECT lead_id AS leadId, left_at AS leftAt, (1${sql}) AS counts FROM stays WHERE tenant = @tenantId AND stage = @qualified AND left_at >= @from AND left_at < @to AND next_stage = @rejected ORDER BY left_at, lead_id, visit`,
      ).all({ tenantId, qualified, rejected, from, to, ...values }) as LeftStay[];
      const entered = statements(
        "SELECT lead_id AS leadId, reason FROM stays WHERE tenant = @tenantId AND stage = @rejected AND entered_at >= @from AND entered_at < @to AND previous_stage = @qualified ORDER BY lead_id, visit",
      ).all({ tenantId, qualified, rejected, from, to }) as { leadId: string; reason: string | null }[];
      // A stay that is left into the rejected stage is followed by one there: of a lead, the first by the first.
      const reasons = Map.groupBy(entered, ({ leadId }) => leadId);
      const taken = new Map<string, number>();
      return left.flatMap(({ leadId, leftAt, counts }) => {
        const nth = taken.get(leadId) ?? 0;
        taken.set(leadId, nth + 1);
        return counts === 1 ? [{ exitedAt: leftAt, reason: reasons.get(leadId)?.[nth]?.reason ?? null }] : [];
      });
    },

    reached(tenantId, { stage, qualified, segment, span }, after, limit) {
      const { sql, values } = segmentWhere(segment);
      const beyond = after === null ? "" : " AND (s.entered_at, s.lead_id) > (@afterAt, @afterLead)";
      const place = after === null ? {} : { afterAt: after.reachedAt, afterLead: after.leadId };
      const rows = statements(`
        SELECT lead_id AS leadId, entered_at AS reachedAt, channel, campaign_id AS campaignId, owner_id AS ownerId,
          (SELECT q.entered_at FROM stays q
            WHERE q.tenant = s.tenant AND q.lead_id = s.lead_id AND q.stage = @qualified AND q.visit = 1) AS qualifiedAt,
          (SELECT min(b.entered_at) FROM stays b
            WHERE b.tenant = s.tenant AND b.lead_id = s.lead_id AND b.previous_stage = '') AS beganAt
        FROM stays s WHERE ${REACHED}${sql}${beyond} ORDER BY s.entered_at, s.lead_id LIMIT @limit`).all({
        tenantId,
        stage,
        qualified,
        ...span,
        limit,
        ...values,
        ...place,
      }) as ReachedRow[];
      return rows.map(({ channel, campaignId, ownerId, beganAt, ...row }) => ({
        ...row,
        channel: textOrNull(channel),
        campaignId: textOrNull(campaignId),
        ownerId: textOrNull(ownerId),
        // Its first stay is not read yet, while batches come in.
        beganAt: beganAt ?? row.reachedAt,
      }));
    },

    reachedCount(tenantId, { stage, segment, span }) {
      const { sql, values } = segmentWhere(segment);
      return statements(`SELECT count(*) FROM stays s WHERE ${REACHED}${sql}`)
        .pluck()
        .get({ tenantId, stage, ...span, ...values }) as number;
    },

    velocitySum(tenantId, { from, to }, segment, span) {
      const { sql, values } = segmentWhere(segment);
      const began = from === "*" ? "f.previous_stage = ''" : "f.stage = @fromStage AND f.visit = 1";
      const row = statements(`
        SELECT count(*) AS count, ifnull(sum(s.entered_at - f.entered_at), 0) AS sumMs
        FROM stays s JOIN stays f ON f.tenant = s.tenant AND f.lead_id = s.lead_id AND ${began}
        WHERE ${REACHED}${sql.replaceAll(" AND ", " AND s.")} AND f.entered_at <= s.entered_at`)
        .safeIntegers(true)
        .get({ tenantId, stage: to, ...span, ...(from === "*" ? {} : { fromStage: from }), ...values }) as SumRow;
      return { count: Number(row.count), sumMs: row.sumMs };
    },
  };
}

interface ReachedRow {
  readonly leadId: string;
  readonly reachedAt: number;
  readonly channel: string;
  readonly campaignId: string;
  readonly ownerId: string;
  readonly qualifiedAt: number | null;
  readonly beganAt: number | null;
}

interface SumRow {
  readonly count: bigint;
  readonly sumMs: bigint;
}

function inOrder(values: readonly number[]): readonly number[] {
  return [...Float64Array.from(values).sort()];
}
