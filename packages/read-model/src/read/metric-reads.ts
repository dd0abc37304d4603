/** Values of metrics, as published. */
import {
  DIMENSIONS,
  type FunnelMetric,
  GRAINS,
  type Grain,
  type Long,
  METRICS,
  type MetricStatus,
  toLong,
} from "@stagefold/domain";
import type { MetricFilter, MetricPlace, ReportData } from "@stagefold/reports";
import type { Statements } from "./statements.ts";

export interface MetricReads extends Pick<ReportData, "series" | "metricPage" | "segmentValues" | "firstPeriodStart"> {
  /** The value that stands at a place; undefined: none. */
  metricAt(tenantId: string, place: MetricPlace): FunnelMetric | undefined;
}

/** As SQLite gives it with exact integers. */
type Row = Readonly<Record<string, string | number | bigint | null>>;

const COLUMNS = { channel: "channel", campaignId: "campaign_id", ownerId: "owner_id" } as const;
const KEY = "tenant = @tenantId AND metric = @metric AND grain = @grain";
const SEGMENT = "subject = @subject AND channel = @channel AND campaign_id = @campaignId AND owner_id = @ownerId";
const ORDER = "subject, channel, campaign_id, owner_id, period_start";
/** In the order in which SQLite compares text. */
const METRICS_IN_ORDER = METRICS.toSorted();
const GRAINS_IN_ORDER: readonly Grain[] = GRAINS.toSorted();

/** Reads of `metrics`. */
export function metricReads(statements: Statements): MetricReads {
  const exact = (sql: string): ReturnType<Statements> => statements(sql).safeIntegers(true);

  /** Of one metric and grain, in order, after a place of the same. */
  function page(
    tenantId: string,
    metric: string,
    grain: string,
    filter: MetricFilter,
    after: MetricPlace | null,
    limit: number,
  ): readonly FunnelMetric[] {
    const { sql, values } = filterWhere(filter);
    const beyond = after === null ? "" : ` AND (${ORDER}) > (@s, @c, @k, @o, @p)`;
    const place =
      after === null
        ? {}
        : {
            s: after.subject ?? "",
            c: after.channel ?? "",
            k: after.campaignId ?? "",
            o: after.ownerId ?? "",
            p: after.periodStart,
          };
    const rows = exact(`SELECT * FROM metrics WHERE ${KEY}${sql}${beyond} ORDER BY ${ORDER} LIMIT @limit`).all({
      tenantId,
      metric,
      grain,
      limit,
      ...values,
      ...place,
    });
    return (rows as Row[]).map(recordOf);
  }

  return {
    series(tenantId, { metric, subject, grain, segment }, fromStart, toStart) {
      const rows = exact(
        `SELECT * FROM metrics WHERE ${KEY} AND ${SEGMENT} AND period_start BETWEEN @fromStart AND @toStart ORDER BY period_start`,
      ).all({
        tenantId,
        metric,
        grain,
        subject: subject ?? "",
        channel: segment.channel ?? "",
        campaignId: segment.campaignId ?? "",
        ownerId: segment.ownerId ?? "",
        fromStart,
        toStart,
      });
      return (rows as Row[]).map(recordOf);
    },

    metricPage(tenantId, filter, after, limit) {
      const found: FunnelMetric[] = [];
      for (const metric of METRICS_IN_ORDER) {
        if ((filter.metric !== null && filter.metric !== metric) || (after !== null && metric < after.metric)) continue;
        for (const grain of GRAINS_IN_ORDER) {
          if (filter.grain !== null && filter.grain !== grain) continue;
          const same = after !== null && metric === after.metric;
          if (same && grain < after.grain) continue;
          const from = same && grain === after.grain ? after : null;
          found.push(...page(tenantId, metric, grain, filter, from, limit - found.length));
          if (found.length === limit) return found;
        }
      }
      return found;
    },

    metricAt(tenantId, place) {
      const row = exact(`SELECT * FROM metrics WHERE ${KEY} AND ${SEGMENT} AND period_start = @periodStart`).get({
        tenantId,
        metric: place.metric,
        grain: place.grain,
        subject: place.subject ?? "",
        channel: place.channel ?? "",
        campaignId: place.campaignId ?? "",
        ownerId: place.ownerId ?? "",
        periodStart: place.periodStart,
      });
      return row === undefined ? undefined : recordOf(row as Row);
    },

    segmentValues(tenantId) {
      const rows = statements(
        "SELECT channel, campaign_id AS campaignId, owner_id AS ownerId FROM seen_values WHERE tenant = ? ORDER BY 1, 2, 3",
      ).all(tenantId) as { channel: string; campaignId: string; ownerId: string }[];
      const distinct = (values: readonly string[]): readonly string[] =>
        [...new Set(values.filter((value) => value !== ""))].sort();
      const campaigns = new Map<string, { channel: string | null; campaignId: string }>();
      for (const { channel, campaignId } of rows) {
        if (campaignId !== "") {
          campaigns.set(JSON.stringify([channel, campaignId]), { channel: textOrNull(channel), campaignId });
        }
      }
      return {
        channels: distinct(rows.map(({ channel }) => channel)),
        campaigns: [...campaigns.values()],
        owners: distinct(rows.map(({ ownerId }) => ownerId)),
      };
    },

    firstPeriodStart(tenantId) {
      const first = statements("SELECT first_start FROM tenants WHERE tenant = ?").pluck().get(tenantId);
      return (first as number | null | undefined) ?? null;
    },
  };
}

function filterWhere(filter: MetricFilter): { sql: string; values: Record<string, string | number> } {
  let sql = "";
  const values: Record<string, string | number> = {};
  if (filter.subject !== null) {
    sql += " AND subject = @subject";
    values.subject = filter.subject;
  }
  for (const dimension of DIMENSIONS) {
    const column = COLUMNS[dimension];
    const value = filter.segment[dimension];
    if (value !== undefined) {
      sql += ` AND ${column} = @${dimension}`;
      values[dimension] = value;
    }
    if (filter.dimensions !== null) sql += ` AND ${column} ${filter.dimensions.includes(dimension) ? "<>" : "="} ''`;
  }
  if (filter.fromStart !== null) {
    sql += " AND period_start >= @fromStart";
    values.fromStart = filter.fromStart;
  }
  if (filter.toStart !== null) {
    sql += " AND period_start <= @toStart";
    values.toStart = filter.toStart;
  }
  return { sql, values };
}

function recordOf(row: Row): FunnelMetric {
  return {
    type: "FunnelMetric",
    metricId: row.metric_id as string,
    tenantId: row.tenant as string,
    metric: row.metric as string,
    subject: textOrNull(row.subject as string),
    channel: textOrNull(row.channel as string),
    campaignId: textOrNull(row.campaign_id as string),
    ownerId: textOrNull(row.owner_id as string),
    grain: row.grain as Grain,
    periodStart: Number(row.period_start),
    periodEnd: Number(row.period_end),
    unit: row.unit as string,
    value: row.value as number | null,
    numerator: longOrNull(row.numerator),
    denominator: longOrNull(row.denominator),
    sampleCount: longOrNull(row.sample_count),
    sampleSum: row.sample_sum as number | null,
    sampleMin: row.sample_min as number | null,
    sampleP50: row.sample_p50 as number | null,
    sampleP75: row.sample_p75 as number | null,
    sampleP90: row.sample_p90 as number | null,
    sampleP95: row.sample_p95 as number | null,
    sampleMax: row.sample_max as number | null,
    status: row.status as MetricStatus,
    revision: toLong(row.revision as bigint),
    asOf: Number(row.as_of),
  };
}

function longOrNull(value: unknown): Long | null {
  return value === null || value === undefined ? null : toLong(value as bigint);
}

/** Text that is '' in the model is null in the record. */
export function textOrNull(text: string): string | null {
  return text === "" ? null : text;
}
