/**
 * What reports are made of, folded from records in memory: plainly, by looking through all of them. For tests, and as
 * the judge of implementations that are fast.
 */
import {
  DIMENSIONS,
  type FunnelMetric,
  isRolling,
  type LeadEvent,
  type LeadStageStay,
  leadFactsAt,
  leadPlanOf,
  NONE,
  type SlaBreachEvent,
  type TenantConfig,
} from "@stagefold/domain";
import type {
  BreachGroupCount,
  Freshness,
  LeadData,
  MetricPlace,
  OpenClockCount,
  ReportData,
  RunningClock,
  SegmentFilter,
} from "./report-data.ts";

/** The newest record of each key, in any order; leads' events in the order of SEMANTICS 3, one per id. */
export interface Folded {
  readonly metrics: readonly FunnelMetric[];
  readonly stays: readonly LeadStageStay[];
  readonly breaches: readonly SlaBreachEvent[];
  readonly events: readonly LeadEvent[];
}

interface Carrying {
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
}

type Table = Pick<LeadStageStay, "leadId" | "stage" | "enteredAt">;

/** Over these records, of tenants with these configurations. Pure. */
export function memoryData(
  folded: Folded,
  configOf: (tenantId: string) => TenantConfig,
  freshness: Freshness,
): ReportData {
  const metricsOf = (tenantId: string): readonly FunnelMetric[] =>
    folded.metrics.filter((record) => record.tenantId === tenantId);
  const staysOf = (tenantId: string): readonly LeadStageStay[] =>
    folded.stays.filter((stay) => stay.tenantId === tenantId);
  const breachedOf = (tenantId: string): readonly SlaBreachEvent[] =>
    folded.breaches.filter(
      (event) => event.tenantId === tenantId && (event.kind === "BREACHED" || event.kind === "RESOLVED"),
    );
  const leadStays = (stay: Table & { tenantId: string }): readonly LeadStageStay[] =>
    staysOf(stay.tenantId).filter(({ leadId }) => leadId === stay.leadId);
  const firstIn = (stay: LeadStageStay, stage: string): LeadStageStay | undefined =>
    leadStays(stay).find((other) => (stage === "*" ? other.previousStage === null : isFirst(other, stage)));
  const reachedIn = (tenantId: string, stage: string, segment: SegmentFilter, from: number, to: number) =>
    staysOf(tenantId)
      .filter((stay) => isFirst(stay, stage) && isIn(stay.enteredAt, from, to) && isOf(stay, segment))
      .sort((a, b) => a.enteredAt - b.enteredAt || compare(a.leadId, b.leadId));

  function historyOf(tenantId: string, leadId: string): readonly LeadEvent[] {
    return folded.events.filter((event) => event.tenantId === tenantId && event.leadId === leadId);
  }

  function running(tenantId: string, now: number, segment: SegmentFilter): readonly RunningClock[] {
    const leads = new Set(folded.events.filter((event) => event.tenantId === tenantId).map(({ leadId }) => leadId));
    const clocks: RunningClock[] = [];
    for (const leadId of leads) {
      for (const stay of leadFactsAt(historyOf(tenantId, leadId), now, leadPlanOf(configOf(tenantId))).stays) {
        for (const { state, slaId, severity, startedAt, warnAt, dueAt } of stay.clocks) {
          if ((state !== "OPEN" && state !== "AT_RISK" && state !== "BREACHED") || !isOf(stay, segment)) continue;
          const { stage, channel, campaignId, ownerId, eventId } = stay;
          const clockId = `${tenantId}|${leadId}|${slaId}|${eventId}`;
          const of = { channel, campaignId, ownerId, startedAt, warnAt, dueAt };
          clocks.push({ clockId, leadId, slaId, severity, stage, ...of });
        }
      }
    }
    return clocks.sort((a, b) => a.dueAt - b.dueAt || compare(a.clockId, b.clockId));
  }

  return {
    read: (make) => make(),
    freshness: () => freshness,
    tenantIds: () =>
      [
        ...new Set([...folded.metrics, ...folded.stays, ...folded.breaches, ...folded.events].map((r) => r.tenantId)),
      ].sort(),

    series: (tenantId, { metric, subject, grain, segment }, fromStart, toStart) =>
      metricsOf(tenantId)
        .filter((record) => record.metric === metric && record.subject === subject && record.grain === grain)
        .filter((record) => DIMENSIONS.every((dimension) => record[dimension] === segment[dimension]))
        .filter(({ periodStart }) => periodStart >= fromStart && periodStart <= toStart)
        .sort((a, b) => a.periodStart - b.periodStart),

    metricPage: (tenantId, filter, after, limit) =>
      metricsOf(tenantId)
        .filter((record) => filter.metric === null || record.metric === filter.metric)
        .filter((record) => filter.subject === null || record.subject === filter.subject)
        .filter((record) => filter.grain === null || record.grain === filter.grain)
        .filter(({ periodStart }) => periodStart >= (filter.fromStart ?? periodStart))
        .filter(({ periodStart }) => periodStart <= (filter.toStart ?? periodStart))
        .filter((record) =>
          DIMENSIONS.every(
            (dimension) =>
              (filter.segment[dimension] === undefined || record[dimension] === filter.segment[dimension]) &&
              (filter.dimensions === null || filter.dimensions.includes(dimension) === (record[dimension] !== null)),
          ),
        )
        .sort(comparePlaces)
        .filter((record) => after === null || comparePlaces(record, after) > 0)
        .slice(0, limit),

    segmentValues(tenantId) {
      const distinct = (values: readonly (string | null)[]): string[] =>
        [...new Set(values)].filter((value) => value !== null).sort();
      const pairs = metricsOf(tenantId).flatMap(({ channel, campaignId }) =>
        campaignId === null ? [] : [JSON.stringify([channel ?? "", campaignId])],
      );
      return {
        channels: distinct(metricsOf(tenantId).map(({ channel }) => channel)),
        campaigns: distinct(pairs).map((pair) => {
          const [channel, campaignId] = JSON.parse(pair) as [string, string];
          return { channel: channel === "" ? null : channel, campaignId };
        }),
        owners: distinct(metricsOf(tenantId).map(({ ownerId }) => ownerId)),
      };
    },

    firstPeriodStart(tenantId) {
      const starts = metricsOf(tenantId).flatMap(({ grain, periodStart }) =>
        grain === "UNKNOWN" || isRolling(grain) ? [] : [periodStart],
      );
      return starts.length === 0 ? null : Math.min(...starts);
    },

    leadCount: (tenantId) => new Set(staysOf(tenantId).map(({ leadId }) => leadId)).size,

    openStays: (tenantId, stage, segment, entered, now) =>
      staysOf(tenantId)
        .filter((stay) => stay.stage === stage && isOf(stay, segment) && stay.enteredAt <= now)
        .filter(({ exitedAt }) => exitedAt === null || exitedAt > now)
        .map(({ enteredAt }) => enteredAt)
        .filter((at) => entered === null || isIn(at, entered.from, entered.to))
        .sort((a, b) => a - b),

    closedStays: (tenantId, stage, segment, { from, to }) =>
      staysOf(tenantId)
        .filter((stay) => stay.stage === stage && isOf(stay, segment))
        .flatMap(({ enteredAt, exitedAt }) =>
          exitedAt !== null && isIn(exitedAt, from, to) ? [exitedAt - enteredAt] : [],
        )
        .sort((a, b) => a - b),

    rejections(tenantId, { qualified, rejected }, segment, { from, to }) {
      return staysOf(tenantId)
        .filter((stay) => stay.stage === qualified && stay.nextStage === rejected && isOf(stay, segment))
        .flatMap((stay) => {
          const ofLead = leadStays(stay);
          const nth = ofLead.filter(
            (other) => other.stage === qualified && other.nextStage === rejected && other.visit < stay.visit,
          ).length;
          const next = ofLead
            .filter((other) => other.stage === rejected && other.previousStage === qualified)
            .sort((a, b) => a.visit - b.visit)[nth];
          const { exitedAt, leadId, visit } = stay;
          if (exitedAt === null || !isIn(exitedAt, from, to)) return [];
          return [{ exitedAt, leadId, visit, reason: next?.reason ?? null }];
        })
        .sort((a, b) => a.exitedAt - b.exitedAt || compare(a.leadId, b.leadId) || a.visit - b.visit)
        .map(({ exitedAt, reason }) => ({ exitedAt, reason }));
    },

    reached: (tenantId, { stage, qualified, segment, span }, after, limit) =>
      reachedIn(tenantId, stage, segment, span.from, span.to)
        .filter(
          ({ enteredAt, leadId }) =>
            after === null ||
            enteredAt > after.reachedAt ||
            (enteredAt === after.reachedAt && compare(leadId, after.leadId) > 0),
        )
        .slice(0, limit)
        .map((stay) => ({
          leadId: stay.leadId,
          reachedAt: stay.enteredAt,
          channel: stay.channel,
          campaignId: stay.campaignId,
          ownerId: stay.ownerId,
          qualifiedAt: firstIn(stay, qualified)?.enteredAt ?? null,
          beganAt: firstIn(stay, "*")?.enteredAt ?? stay.enteredAt,
        })),

    reachedCount: (tenantId, { stage, segment, span }) =>
      reachedIn(tenantId, stage, segment, span.from, span.to).length,

    velocitySum(tenantId, pair, segment, span) {
      const times = reachedIn(tenantId, pair.to, segment, span.from, span.to).flatMap((stay) => {
        const from = firstIn(stay, pair.from)?.enteredAt;
        return from === undefined || from > stay.enteredAt ? [] : [BigInt(stay.enteredAt - from)];
      });
      return { count: times.length, sumMs: times.reduce((sum, ms) => sum + ms, 0n) };
    },

    openClocks: (tenantId, { now, state, slaId, segment }, after, limit) =>
      running(tenantId, now, segment)
        .filter((clock) => state === null || stateAt(clock, now) === state)
        .filter((clock) => slaId === null || clock.slaId === slaId)
        .filter(
          ({ dueAt, clockId }) =>
            after === null || dueAt > after.dueAt || (dueAt === after.dueAt && compare(clockId, after.clockId) > 0),
        )
        .slice(0, limit),

    openClockCounts(tenantId, segment, now) {
      const groups = Map.groupBy(running(tenantId, now, segment), (clock) =>
        JSON.stringify([clock.slaId, stateAt(clock, now)]),
      );
      return [...groups]
        .sort(([a], [b]) => compare(a, b))
        .map(([key, clocks]) => {
          const [slaId, state] = JSON.parse(key) as [string, OpenClockCount["state"]];
          return { slaId, state, count: clocks.length };
        });
    },

    breaches: (tenantId, { state, slaId, segment }, after, limit) =>
      breachedOf(tenantId)
        .filter((event) => isOf(event, segment))
        .filter((event) => (state === null || event.kind === state) && (slaId === null || event.slaId === slaId))
        .sort((a, b) => b.dueAt - a.dueAt || compare(a.clockId, b.clockId))
        .filter(
          ({ dueAt, clockId }) =>
            after === null || dueAt < after.dueAt || (dueAt === after.dueAt && compare(clockId, after.clockId) > 0),
        )
        .slice(0, limit),

    breachGroups(tenantId, by, segment, { from, to }, now) {
      const events = breachedOf(tenantId).filter((event) => isIn(event.startedAt, from, to) && isOf(event, segment));
      return [...Map.groupBy(events, (event) => event[by])]
        .map(([key, group]): BreachGroupCount => {
          const overdue = group.map(({ endedAt, dueAt }) => (endedAt ?? now) - dueAt);
          const open = group.filter(({ kind }) => kind === "BREACHED").length;
          return { key, open, resolved: group.length - open, maxOverdueMs: Math.max(0, ...overdue) };
        })
        .sort((a, b) => b.open + b.resolved - a.open - a.resolved || compare(a.key ?? "", b.key ?? ""));
    },

    lead(tenantId, leadId): LeadData | undefined {
      const history = historyOf(tenantId, leadId);
      const stays = staysOf(tenantId)
        .filter((stay) => stay.leadId === leadId)
        .sort((a, b) => a.enteredAt - b.enteredAt || (a.exitedAt ?? Infinity) - (b.exitedAt ?? Infinity));
      return history.length === 0 && stays.length === 0 ? undefined : { history, stays };
    },
  };
}

function isFirst(stay: LeadStageStay, stage: string): boolean {
  return stay.stage === stage && stay.visit === 1;
}

function isIn(at: number, from: number, to: number): boolean {
  return at >= from && at < to;
}

/** Whether what carries these values is in the segment. */
function isOf(carrying: Carrying, segment: SegmentFilter): boolean {
  return DIMENSIONS.every((dimension) => {
    const wanted = segment[dimension];
    return wanted === undefined || (carrying[dimension] ?? NONE) === wanted;
  });
}

function stateAt({ dueAt, warnAt }: RunningClock, now: number): OpenClockCount["state"] {
  if (dueAt < now) return "BREACHED";
  return warnAt !== null && warnAt < now ? "AT_RISK" : "OPEN";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePlaces(a: MetricPlace, b: MetricPlace): number {
  return (
    compare(a.metric, b.metric) ||
    compare(a.grain, b.grain) ||
    compare(a.subject ?? "", b.subject ?? "") ||
    compare(a.channel ?? "", b.channel ?? "") ||
    compare(a.campaignId ?? "", b.campaignId ?? "") ||
    compare(a.ownerId ?? "", b.ownerId ?? "") ||
    a.periodStart - b.periodStart
  );
}
