/**
 * A second, slow implementation of the contract, to judge the first one by: SEMANTICS 3 to 7 and 10.
 *
 * It computes what is left after folding each output topic to the newest value per key, from all
 * records at once: no increments, no timers, nothing remembered from one record to the next.
 */
import type { InputRecord, LeadErased, StagefoldConfig } from "@stagefold/domain";
import { accept, configOf, type ModelDeadLetter } from "./accept.ts";
import { clockContributions, leadContributions, spendContribution } from "./contributions.ts";
import { historyOf, type ModelStay } from "./lead-history.ts";
import { metricsOf } from "./metric-tables.ts";
import { type ModelMetric, metricKey } from "./metric-value.ts";
import { clocksOf, type ModelClock } from "./sla-clock.ts";
import { spendByDay } from "./spend-by-day.ts";

/** A clock with something to worry about, as the newest `SlaBreachEvent` of it should say. */
export interface ModelBreach {
  readonly clockId: string;
  readonly kind: "AT_RISK" | "BREACHED" | "RESOLVED";
  readonly slaId: string;
  readonly severity: string;
  readonly tenantId: string;
  readonly leadId: string;
  readonly stage: string;
  readonly startedAt: number;
  readonly dueAt: number;
  readonly endedAt: number | null;
  readonly overdueMs: number | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
}

/** What should be left of the output topics. What holds nothing is not in it. */
export interface Model {
  /** The clock's last instant. */
  readonly now: number;
  /** By stayId. */
  readonly stays: ReadonlyMap<string, ModelStay>;
  /** By clockId. */
  readonly breaches: ReadonlyMap<string, ModelBreach>;
  /** By `metricKey`. */
  readonly metrics: ReadonlyMap<string, ModelMetric>;
  readonly deadLetters: readonly ModelDeadLetter[];
  readonly duplicates: number;
  /** The configuration it was computed by. */
  readonly config: StagefoldConfig;
}

/**
 * What the records come to when the clock stands at `until`; null: at the largest `occurredAt`
 * accepted, or at `readAt` where there is none. `readAt` is the wall clock at which the records,
 * given in the order of reading, entered the log.
 */
export function computeModel(
  input: readonly InputRecord[],
  config: StagefoldConfig,
  until: number | null,
  readAt: number,
): Model {
  const { accepted, deadLetters, duplicates } = accept(input, config, readAt);
  const now = until ?? lastInstant(accepted) ?? readAt;
  const stays = new Map<string, ModelStay>();
  const breaches = new Map<string, ModelBreach>();
  const metrics = new Map<string, ModelMetric>();
  for (const [tenantId, records] of Map.groupBy(accepted, (record) => record.tenantId)) {
    const tenant = configOf(config, tenantId);
    if (tenant === undefined) throw new Error(`accepted a record of unknown tenant ${tenantId}`);
    const { funnel, lag } = tenant;
    const velocities = [...funnel.velocities, ...(lag?.kind === "velocity" ? [lag.pair] : [])];
    const pairs = [...new Map(velocities.map((pair) => [`${pair.from}>${pair.to}`, pair])).values()];
    const leadEvents = records.filter((record) => "leadId" in record);
    const histories = [...Map.groupBy(leadEvents, (event) => event.leadId).values()].map(historyOf);
    const clocks = histories.flatMap((history) => clocksOf(history, tenant.slas, now));
    const tenantStays = histories.flatMap((history) => history.stays);
    const erased = new Set(
      records.filter(({ type }) => type === "LeadErased").map((record) => (record as LeadErased).leadId),
    );
    for (const stay of tenantStays) if (!erased.has(stay.leadId)) stays.set(stay.stayId, stay);
    for (const clock of clocks) {
      const breach = breachOf(clock);
      if (breach !== null && !erased.has(breach.leadId)) breaches.set(breach.clockId, breach);
    }
    const values = metricsOf({
      tenantId,
      tenant,
      time: { now, graceMs: config.clock.graceMs },
      contributions: [
        ...histories.flatMap((history) => leadContributions(history, tenant, pairs)),
        ...clocks.flatMap((clock) => clockContributions(clock, tenant)),
        ...spendByDay(
          records.filter((record) => record.type === "SpendRecorded"),
          tenant,
        ).map(spendContribution),
      ],
      stays: tenantStays,
      targets: records.filter((record) => record.type === "TargetSet"),
    });
    for (const value of values) {
      const key = metricKey(value);
      if (metrics.has(key)) throw new Error(`the model has two values for ${key}`);
      metrics.set(key, value);
    }
  }
  return { now, stays, breaches, metrics, deadLetters, duplicates, config };
}

function lastInstant(accepted: readonly InputRecord[]): number | null {
  let last: number | null = null;
  for (const record of accepted) {
    if ("occurredAt" in record && (last === null || record.occurredAt > last)) last = record.occurredAt;
  }
  return last;
}

function breachOf({ clockId, policy, stay, dueAt, endedAt, state }: ModelClock): ModelBreach | null {
  if (state !== "BREACHED" && state !== "AT_RISK") return null;
  const resolved = state === "BREACHED" && endedAt !== null;
  return {
    clockId,
    kind: resolved ? "RESOLVED" : state,
    slaId: policy.id,
    severity: policy.severity,
    tenantId: stay.tenantId,
    leadId: stay.leadId,
    stage: stay.stage,
    startedAt: stay.enteredAt,
    dueAt,
    endedAt: resolved ? endedAt : null,
    overdueMs: resolved ? endedAt - dueAt : null,
    channel: stay.channel,
    campaignId: stay.campaignId,
    ownerId: stay.ownerId,
  };
}
