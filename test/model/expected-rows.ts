/**
 * The model's results in the form of the worked examples: the NDJSON of the output records without
 * null fields and without those that are free.
 */
import type { InputRecord } from "@stagefold/domain";
import type { ModelStay } from "./lead-history.ts";
import { dateOf } from "./local-day.ts";
import type { ModelMetric } from "./metric-value.ts";
import type { Model, ModelBreach } from "./model.ts";
import type { ReadLine } from "./read-ndjson.ts";

/** The percentiles of a distribution's fields, in percent. */
export const PERCENTILES = { sampleP50: 50, sampleP75: 75, sampleP90: 90, sampleP95: 95 } as const;

/** The 0-based index of a percentile among `count` sorted samples: SEMANTICS 7. */
export function percentileIndex(percent: number, count: number): number {
  return Math.floor((percent * (count - 1)) / 100);
}

function instantText(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString({ fractionalSecondDigits: 3 });
}

function withoutNull(row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}

/** A stay as the examples write it. */
export function toStayRow({ position: _, ...stay }: ModelStay): object {
  return withoutNull({
    type: "LeadStageStay",
    ...stay,
    enteredAt: instantText(stay.enteredAt),
    exitedAt: stay.exitedAt === null ? null : instantText(stay.exitedAt),
  });
}

/** The newest event of a clock as the examples write it. */
export function toBreachRow(breach: ModelBreach): object {
  return withoutNull({
    type: "SlaBreachEvent",
    ...breach,
    startedAt: instantText(breach.startedAt),
    dueAt: instantText(breach.dueAt),
    endedAt: breach.endedAt === null ? null : instantText(breach.endedAt),
  });
}

/** A metric as the examples write it. Only for numbers that JSON holds exactly. */
export function toMetricRow({ samples, ...metric }: ModelMetric): object {
  return withoutNull({
    type: "FunnelMetric",
    ...metric,
    periodStart: dateOf(metric.periodStart).toString(),
    periodEnd: dateOf(metric.periodEnd).toString(),
    numerator: metric.numerator === null ? null : Number(metric.numerator),
    denominator: metric.denominator === null ? null : Number(metric.denominator),
    ...(samples === null ? {} : sampleFields(samples)),
  });
}

/** The sample fields, of true samples. */
export function sampleFields(samples: readonly number[]): Readonly<Record<string, number | null>> {
  const count = samples.length;
  const percentiles = Object.entries(PERCENTILES).map(([field, percent]) => [
    field,
    samples[percentileIndex(percent, count)] ?? null,
  ]);
  return {
    sampleCount: count,
    sampleSum: Number(samples.reduce((sum, sample) => sum + BigInt(sample), 0n)),
    sampleMin: samples[0] ?? null,
    sampleMax: samples[count - 1] ?? null,
    ...Object.fromEntries(percentiles),
  };
}

/** A dead letter as a replay should write it, but for its detail. */
export interface DeadLetterRow {
  readonly type: "DeadLetter";
  readonly reason: string;
  readonly value: string;
  /** Left out where it cannot be told, which the examples say it cannot of records that are `INVALID`. */
  readonly topic?: string;
  readonly key?: string;
}

/** One for each line read that was not accepted, in the order of reading within each reason. */
export function expectedDeadLetters(
  lines: readonly ReadLine[],
  model: Pick<Model, "deadLetters">,
): readonly DeadLetterRow[] {
  const reasons = new Map(model.deadLetters.map(({ record, reason }) => [record, reason]));
  return lines.flatMap(({ record, value }): readonly DeadLetterRow[] => {
    if (record === null) return [{ type: "DeadLetter", reason: "UNDECODABLE", value }];
    const reason = reasons.get(record);
    if (reason === undefined) return [];
    if (reason === "INVALID") return [{ type: "DeadLetter", reason, value }];
    return [{ type: "DeadLetter", reason, value, ...placeOf(record) }];
  });
}

function placeOf(record: InputRecord): { readonly topic: string; readonly key: string } {
  switch (record.type) {
    case "LeadStageChanged":
    case "LeadActivityRecorded":
    case "LeadErased":
      return { topic: "lead-events", key: `${record.tenantId}|${record.leadId}` };
    case "SpendRecorded":
      return { topic: "spend-events", key: record.tenantId };
    case "TargetSet":
      return { topic: "funnel-targets", key: record.tenantId };
  }
}
