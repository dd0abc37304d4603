/** The breaches, the latest due first, page by page. */
import { formatInstant, type SlaBreachEvent } from "@stagefold/domain";
import { envelopeOf } from "../figure/envelope.ts";
import { instantOrNull } from "../figure/instant.ts";
import { segmentOf } from "../figure/segment-of.ts";
import type { ReportContext } from "../report-context.ts";
import type { Breach, Breaches, BreachesQuery } from "../shape/breaches.ts";
import { dueCursorOf, duePlaceOf } from "./open-clocks.ts";

/** The page. Throws ReportProblem for a cursor of another list. */
export function breaches(context: ReportContext, query: BreachesQuery): Breaches {
  const { data, tenantId } = context;
  const { state, slaId, limit, cursor } = query;
  const segment = segmentOf(query);
  const filter = { state: state ?? null, slaId: slaId ?? null, segment };
  const events = data.breaches(tenantId, filter, duePlaceOf(cursor), limit + 1);
  const page = events.slice(0, limit);
  const { asOf } = data.freshness(tenantId);
  return {
    ...envelopeOf(context, ["sla", "breaches"], { state, slaId, ...segment, limit, cursor }),
    segment,
    rows: page.map((event) => rowOf(event, asOf)),
    nextCursor: events.length > limit ? dueCursorOf(page.at(-1)) : null,
  };
}

function rowOf(event: SlaBreachEvent, asOf: number | null): Breach {
  const { clockId, leadId, slaId, severity, stage, channel, campaignId, ownerId, live } = event;
  // What was found is newer than the clock where the model lags; the time over is never negative.
  const until = event.endedAt ?? Math.max(asOf ?? event.detectedAt, event.detectedAt);
  return {
    clockId,
    leadId,
    slaId,
    severity,
    stage,
    channel,
    campaignId,
    ownerId,
    state: event.kind === "RESOLVED" ? "RESOLVED" : "BREACHED",
    startedAt: formatInstant(event.startedAt),
    dueAt: formatInstant(event.dueAt),
    endedAt: instantOrNull(event.endedAt),
    overdueMs: until - event.dueAt,
    detectedAt: formatInstant(event.detectedAt),
    live,
  };
}
