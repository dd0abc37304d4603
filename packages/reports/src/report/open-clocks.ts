/** The running clocks by time left, page by page. */
import { formatInstant } from "@stagefold/domain";
import { cursorOf, placeOf } from "../cursor.ts";
import { envelopeOf } from "../figure/envelope.ts";
import { instantOrNull } from "../figure/instant.ts";
import { segmentOf } from "../figure/segment-of.ts";
import type { ReportContext } from "../report-context.ts";
import type { DuePlace, RunningClock } from "../report-data.ts";
import type { OpenClock, OpenClocks, OpenClocksQuery, OpenState } from "../shape/open-clocks.ts";

/** The page. Throws ReportProblem for a cursor of another list. */
export function openClocks(context: ReportContext, query: OpenClocksQuery): OpenClocks {
  const { data, tenantId } = context;
  const { state, slaId, limit, cursor } = query;
  const segment = segmentOf(query);
  const { asOf } = data.freshness(tenantId);
  const filter = { now: asOf ?? 0, state: state ?? null, slaId: slaId ?? null, segment };
  const after = duePlaceOf(cursor);
  const clocks = asOf === null ? [] : data.openClocks(tenantId, filter, after, limit + 1);
  const page = clocks.slice(0, limit);
  return {
    ...envelopeOf(context, ["sla", "clocks"], { state, slaId, ...segment, limit, cursor }),
    segment,
    rows: page.map((clock) => rowOf(clock, filter.now)),
    nextCursor: clocks.length > limit ? dueCursorOf(page.at(-1)) : null,
  };
}

function rowOf(clock: RunningClock, now: number): OpenClock {
  const { clockId, leadId, slaId, severity, stage, channel, campaignId, ownerId } = clock;
  return {
    clockId,
    leadId,
    slaId,
    severity,
    stage,
    channel,
    campaignId,
    ownerId,
    state: runningStateAt(clock, now),
    startedAt: formatInstant(clock.startedAt),
    warnAt: instantOrNull(clock.warnAt),
    dueAt: formatInstant(clock.dueAt),
    timeLeftMs: clock.dueAt - now,
  };
}

/** The state of a clock that has begun and that nothing has ended: SEMANTICS 5. Pure. */
export function runningStateAt({ dueAt, warnAt }: Pick<RunningClock, "dueAt" | "warnAt">, now: number): OpenState {
  if (dueAt < now) return "BREACHED";
  return warnAt !== null && warnAt < now ? "AT_RISK" : "OPEN";
}

/** Where the page before ended. Throws ReportProblem. */
export function duePlaceOf(cursor: string | undefined): DuePlace | null {
  const place = placeOf(cursor, ["number", "string"]);
  return place === null ? null : { dueAt: place[0] as number, clockId: place[1] as string };
}

/** The cursor of what follows `last`. Pure. */
export function dueCursorOf(last: DuePlace | undefined): string | null {
  return last === undefined ? null : cursorOf([last.dueAt, last.clockId]);
}
