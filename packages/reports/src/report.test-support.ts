/** A tenant with a small funnel, and records of it that say what the test does not. */
import {
  dayFromCivil,
  type FunnelMetric,
  GRAINS,
  type Grain,
  type LeadEvent,
  type LeadStageStay,
  type MetricName,
  parseDay,
  periodEndOf,
  type SlaBreachEvent,
  type TenantConfig,
} from "@stagefold/domain";
import { type Folded, memoryData } from "./memory-data.ts";
import type { ReportContext } from "./report-context.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** ms since epoch; of a date alone, its midnight UTC. */
export function instant(text: string): number {
  return Temporal.Instant.from(text.length === 10 ? `${text}T00:00Z` : text).epochMilliseconds;
}

/** In UTC and EUR: everything, by channel, and by owner by month; MQLs are due within two days. */
export function acme(differs: Partial<TenantConfig> = {}): TenantConfig {
  return {
    timeZone: "UTC",
    currency: "EUR",
    exchangeRates: new Map(),
    fiscalYearStartMonth: 1,
    funnel: {
      stages: ["INQUIRY", "MQL", "SQL", "REJECTED"],
      qualified: "MQL",
      accepted: "SQL",
      rejected: "REJECTED",
      velocities: [{ from: "MQL", to: "SQL" }],
    },
    segments: [
      { dimensions: [], grains: GRAINS },
      { dimensions: ["channel"], grains: ["MONTH", "QUARTER"] },
      { dimensions: ["ownerId"], grains: ["MONTH"] },
    ],
    slas: [
      {
        id: "decide",
        severity: "page",
        entersStage: "MQL",
        when: null,
        ends: [{ kind: "leavesStage", stages: null }],
        withinMs: 2 * DAY,
        warnAfterMs: DAY,
        calendar: null,
      },
    ],
    lag: { kind: "days", days: 7 },
    publish: { grains: null, metrics: null },
    ...differs,
  };
}

/** A value of a metric, of March 2026 and all leads unless it says otherwise. */
export function metric(
  name: MetricName,
  subject: string | null,
  differs: Partial<Omit<FunnelMetric, "periodStart" | "grain">> & {
    readonly grain?: Grain;
    readonly periodStart?: string;
  } = {},
): FunnelMetric {
  const { grain = "MONTH", periodStart = "2026-03-01", ...fields } = differs;
  const start = parseDay(periodStart) ?? dayFromCivil(1970, 1, 1);
  const segment = [fields.channel, fields.campaignId, fields.ownerId].join("|");
  return {
    type: "FunnelMetric",
    metricId: `acme|${name}|${subject}|${segment}|${grain}|${periodStart}`,
    tenantId: "acme",
    metric: name,
    subject,
    channel: null,
    campaignId: null,
    ownerId: null,
    grain,
    periodStart: start,
    periodEnd: periodEndOf(grain, start),
    unit: "leads",
    value: null,
    numerator: null,
    denominator: null,
    sampleCount: null,
    sampleSum: null,
    sampleMin: null,
    sampleP50: null,
    sampleP75: null,
    sampleP90: null,
    sampleP95: null,
    sampleMax: null,
    status: "PROVISIONAL",
    revision: 1,
    asOf: instant("2026-03-16"),
    ...fields,
  };
}

/** A stay of a lead, its first and open unless it says otherwise. */
export function stay(
  leadId: string,
  stage: string,
  enteredAt: string,
  differs: Partial<Omit<LeadStageStay, "exitedAt">> & { readonly exitedAt?: string } = {},
): LeadStageStay {
  const { exitedAt, ...fields } = differs;
  const entered = instant(enteredAt);
  const exited = exitedAt === undefined ? null : instant(exitedAt);
  return {
    type: "LeadStageStay",
    stayId: `acme|${leadId}|${stage}@${enteredAt}`,
    tenantId: "acme",
    leadId,
    stage,
    visit: 1,
    previousStage: null,
    nextStage: null,
    enteredAt: entered,
    exitedAt: exited,
    durationMs: exited === null ? null : exited - entered,
    reason: null,
    channel: null,
    campaignId: null,
    ownerId: null,
    revision: 1,
    ...fields,
  };
}

/** A breach of `decide`: due on `dueAt`, two days after its start. */
export function breach(
  leadId: string,
  dueAt: string,
  differs: Partial<Omit<SlaBreachEvent, "endedAt">> & { readonly endedAt?: string } = {},
): SlaBreachEvent {
  const { endedAt, ...fields } = differs;
  const due = instant(dueAt);
  const ended = endedAt === undefined ? null : instant(endedAt);
  return {
    type: "SlaBreachEvent",
    eventId: `${leadId}|1`,
    clockId: `acme|${leadId}|decide|e1`,
    kind: ended === null ? "BREACHED" : "RESOLVED",
    slaId: "decide",
    severity: "page",
    tenantId: "acme",
    leadId,
    stage: "MQL",
    startedAt: due - 2 * DAY,
    dueAt: due,
    endedAt: ended,
    overdueMs: ended === null ? null : ended - due,
    channel: null,
    campaignId: null,
    ownerId: null,
    detectedAt: due + 1,
    live: true,
    ...fields,
  };
}

/** The lead moves to `stage`. */
export function moved(leadId: string, stage: string, at: string, differs: Partial<LeadEvent> = {}): LeadEvent {
  return {
    type: "LeadStageChanged",
    eventId: `${stage}@${at}`,
    tenantId: "acme",
    leadId,
    occurredAt: instant(at),
    sequence: null,
    stage,
    reason: null,
    channel: null,
    campaignId: null,
    ownerId: null,
    attributes: {},
    ...differs,
  } as LeadEvent;
}

/** Sales calls the lead. */
export function called(leadId: string, at: string): LeadEvent {
  return {
    type: "LeadActivityRecorded",
    eventId: `call@${at}`,
    tenantId: "acme",
    leadId,
    occurredAt: instant(at),
    sequence: null,
    actor: "SALES",
    kind: "call",
    attributes: {},
  };
}

/** Reports of acme over these records, the clock at 16 March 2026 12:00 UTC unless it is given. */
export function given(
  records: Partial<Folded>,
  { config = acme(), now = "2026-03-16T12:00Z" }: { readonly config?: TenantConfig; readonly now?: string | null } = {},
): ReportContext {
  const folded = { metrics: [], stays: [], breaches: [], events: [], ...records };
  const freshness = { asOf: now === null ? null : instant(now), caughtUp: true, incomplete: null };
  return { tenantId: "acme", config, graceMs: DAY, data: memoryData(folded, () => config, freshness) };
}
