/** The leads that reached SQL in a period, by date, page by page. */
import { formatInstant } from "@stagefold/domain";
import { cursorOf, placeOf } from "../cursor.ts";
import { envelopeOf } from "../figure/envelope.ts";
import { namingDay, onePeriodOf, periodShape, spanOf } from "../figure/period-range.ts";
import { segmentOf } from "../figure/segment-of.ts";
import type { ReportContext } from "../report-context.ts";
import type { ReachedLead, ReachedPlace } from "../report-data.ts";
import type { SqlLead, SqlLeads, SqlLeadsQuery } from "../shape/sql-leads.ts";

/** The page. Throws ReportProblem where the query names what is not there. */
export function sqlLeads(context: ReportContext, query: SqlLeadsQuery): SqlLeads {
  const { data, tenantId, config } = context;
  const { grain, limit, cursor } = query;
  const segment = segmentOf(query);
  const period = onePeriodOf(context, grain, query.period);
  const { accepted: stage, qualified } = config.funnel;
  const reaching = { stage, qualified, segment, span: spanOf(config.timeZone, period) };
  const leads = data.reached(tenantId, reaching, reachedPlaceOf(cursor), limit + 1);
  const page = leads.slice(0, limit);
  const last = page.at(-1);
  const parameters = { grain, period: namingDay(grain, period), ...segment, limit, cursor };
  return {
    ...envelopeOf(context, ["reports", "sql", "leads"], parameters),
    grain,
    segment,
    period: periodShape(grain, period),
    total: data.reachedCount(tenantId, reaching),
    rows: page.map(rowOf),
    nextCursor: leads.length > limit && last !== undefined ? cursorOf([last.reachedAt, last.leadId]) : null,
  };
}

function rowOf({ leadId, reachedAt, channel, campaignId, ownerId, qualifiedAt, beganAt }: ReachedLead): SqlLead {
  return {
    leadId,
    reachedAt: formatInstant(reachedAt),
    channel,
    campaignId,
    ownerId,
    sinceQualifiedMs: qualifiedAt === null || qualifiedAt > reachedAt ? null : reachedAt - qualifiedAt,
    sinceBeginMs: reachedAt - beganAt,
  };
}

function reachedPlaceOf(cursor: string | undefined): ReachedPlace | null {
  const place = placeOf(cursor, ["number", "string"]);
  return place === null ? null : { reachedAt: place[0] as number, leadId: place[1] as string };
}
