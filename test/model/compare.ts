/**
 * What a replay left against what the model says should be left: SEMANTICS 8 says what may differ.
 */

import { configOf } from "./accept.ts";
import { expectedDeadLetters, PERCENTILES, percentileIndex } from "./expected-rows.ts";
import type { FoldedOutputs } from "./fold-outputs.ts";
import { placeOf } from "./key-series.ts";
import type { ModelStay } from "./lead-history.ts";
import { dateOf } from "./local-day.ts";
import { type ModelMetric, metricKey, statusOf } from "./metric-value.ts";
import type { Model, ModelBreach } from "./model.ts";
import { instantOf, type OutputRow } from "./output-row.ts";
import type { ReadLine } from "./read-ndjson.ts";

const MOST_SHOWN = 20;

/**
 * The first differences, each a sentence; empty where the replay is right. `lines` are the lines of
 * the input that the model was made of.
 */
export function differences(folded: FoldedOutputs, model: Model, lines: readonly ReadLine[]): string[] {
  const found = [
    ...folded.violations,
    ...stayDifferences(folded, model),
    ...breachDifferences(folded, model),
    ...metricDifferences(folded, model),
    ...deadLetterDifferences(folded, model, lines),
    ...summaryDifferences(folded, model, lines),
  ];
  const more = found.length - MOST_SHOWN;
  return more > 0 ? [...found.slice(0, MOST_SHOWN), `and ${more} more`] : found;
}

/** The fields in which a record differs, as `field: got / expected`. */
function fieldDifferences(row: OutputRow, expected: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(expected).flatMap(([field, value]) => {
    const got = row[field] ?? null;
    const given = typeof value === "number" && typeof got === "string" ? Date.parse(got) : got;
    return given === value ? [] : [`${field} is ${String(got)}, should be ${String(value)}`];
  });
}

function stayDifferences(folded: FoldedOutputs, model: Model): readonly string[] {
  const missing = [...model.stays.keys()].filter((id) => !folded.stays.has(id)).map((id) => `stay ${id} is missing`);
  const others = [...folded.stays].flatMap(([id, row]) => {
    const stay = model.stays.get(id);
    if (stay === undefined) return [`stay ${id} should not be there`];
    return fieldDifferences(row, withoutPosition(stay)).map((difference) => `stay ${id}: ${difference}`);
  });
  return [...missing, ...others];
}

function withoutPosition({ position: _, ...fields }: ModelStay): Omit<ModelStay, "position"> {
  return fields;
}

const NOTHING_TO_WORRY = ["CLEARED", "RETRACTED"];

function breachDifferences(folded: FoldedOutputs, model: Model): readonly string[] {
  const worrying = [...folded.breaches].filter(([, row]) => !NOTHING_TO_WORRY.includes(String(row.kind)));
  const ids = new Set(worrying.map(([id]) => id));
  const missing = [...model.breaches.values()]
    .filter((breach) => !ids.has(breach.clockId))
    .map((breach) => `clock ${breach.clockId} should be ${breach.kind}, is ${kindOf(folded, breach)}`);
  const others = worrying.flatMap(([id, row]) => {
    const breach = model.breaches.get(id);
    if (breach === undefined) return [`clock ${id} is ${String(row.kind)}, should have nothing to worry about`];
    return fieldDifferences(row, { ...breach }).map((difference) => `clock ${id}: ${difference}`);
  });
  return [...missing, ...others];
}

function kindOf(folded: FoldedOutputs, breach: ModelBreach): string {
  return String(folded.breaches.get(breach.clockId)?.kind ?? "without an event");
}

function metricDifferences(folded: FoldedOutputs, model: Model): readonly string[] {
  const places = new Set<string>();
  const others: string[] = [];
  for (const row of folded.metrics) {
    const key = keyOfRow(row);
    if (places.has(key)) others.push(`metric ${placeOf(row)}: under two metricIds`);
    places.add(key);
    const metric = model.metrics.get(key);
    const found = metric === undefined ? emptiedDifferences(row, model) : valueDifferences(row, metric);
    for (const difference of found) others.push(`metric ${placeOf(row)}: ${difference}`);
  }
  const missing = [...model.metrics.values()]
    .filter((metric) => !places.has(metricKey(metric)))
    .map((metric) => `metric ${metricText(metric)} is missing`);
  return [...missing, ...others];
}

/** A value in one line, for a person. */
function metricText({ samples, ...metric }: ModelMetric): string {
  const start = dateOf(metric.periodStart).toString();
  const place = [metric.tenantId, metric.metric, metric.subject, metric.channel, metric.campaignId, metric.ownerId];
  const numbers = `n ${metric.numerator}, d ${metric.denominator}, value ${metric.value}, ${samples?.length ?? 0} samples`;
  return `${JSON.stringify([...place, metric.grain, start])} (${numbers}, ${metric.status})`;
}

function keyOfRow(row: OutputRow): string {
  const fields = ["tenantId", "metric", "subject", "channel", "campaignId", "ownerId", "grain"];
  return JSON.stringify([...fields.map((field) => row[field] ?? null), dayOfField(row, "periodStart")]);
}

function dayOfField(row: OutputRow, field: string): number {
  return (instantOf(row, field) ?? Number.NaN) / 86_400_000;
}

function statusText(row: OutputRow): string {
  return row.status === "RESTATED" ? "FINAL" : String(row.status);
}

function valueDifferences(row: OutputRow, metric: ModelMetric): readonly string[] {
  const { samples, numerator, denominator, value } = metric;
  const exact = {
    unit: metric.unit,
    numerator: numerator === null ? null : asLong(numerator),
    denominator: denominator === null ? null : asLong(denominator),
    sampleCount: samples === null ? null : samples.length,
  };
  return [
    ...fieldDifferences(row, exact),
    ...(dayOfField(row, "periodEnd") === metric.periodEnd ? [] : [`periodEnd is ${String(row.periodEnd)}`]),
    ...(statusText(row) === metric.status ? [] : [`status is ${String(row.status)}, should be ${metric.status}`]),
    ...(isClose(row.value ?? null, value) ? [] : [`value is ${String(row.value)}, should be ${value}`]),
    ...sampleDifferences(row, samples),
  ];
}

function asLong(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Equal but for the last bits of a quotient. */
function isClose(got: unknown, expected: number | null): boolean {
  if (expected === null || typeof got !== "number") return got === expected;
  return Math.abs(got - expected) <= 1e-12 * Math.abs(expected);
}

function sampleDifferences(row: OutputRow, samples: readonly number[] | null): readonly string[] {
  const expected: Record<string, readonly number[] | null> = { sampleMin: null, sampleMax: null };
  for (const [field, percent] of Object.entries(PERCENTILES)) {
    const index = percentileIndex(percent, samples?.length ?? 0);
    expected[field] = samples?.slice(index, index + 2) ?? null;
  }
  if (samples !== null) {
    expected.sampleMin = samples.slice(0, 1);
    expected.sampleMax = samples.slice(-1);
  }
  const sum = samples === null ? null : Number(samples.reduce((total, sample) => total + BigInt(sample), 0n));
  const gotSum = row.sampleSum ?? null;
  const sumIsRight = gotSum === sum || (sum !== null && !Number.isSafeInteger(sum) && isClose(gotSum, sum));
  return [
    ...(sumIsRight ? [] : [`sampleSum is ${String(gotSum)}, should be ${sum}`]),
    ...Object.entries(expected)
      .filter(([field, near]) => !isNear(row[field] ?? null, near))
      .map(
        ([field, near]) => `${field} is ${String(row[field])}, should be within 1 % of ${near?.join(" or ") ?? null}`,
      ),
  ];
}

function isNear(got: unknown, near: readonly number[] | null): boolean {
  if (near === null) return got === null;
  return typeof got === "number" && near.some((sample) => Math.abs(got - sample) <= 0.01 * Math.abs(sample) + 1e-9);
}

const DISTRIBUTIONS = ["time_in_stage", "velocity", "sla_response_time"];
const RATES = [
  ...["acceptance_rate", "mqls_per_sql", "cohort_acceptance_rate", "sla_compliance", "sla_within_1h"],
  ...["cost_per_lead", "lagged_cost_per_lead"],
];

/** What is wrong with a record that should hold nothing: SEMANTICS 6, emptied. */
function emptiedDifferences(row: OutputRow, model: Model): readonly string[] {
  const metric = String(row.metric);
  const n = row.numerator ?? null;
  const isRate = RATES.includes(metric);
  const isDistribution = DISTRIBUTIONS.includes(metric);
  const isEmpty =
    !metric.startsWith("target_") &&
    (n === (isDistribution ? null : 0) || (metric === "lagged_cost_per_lead" && n === null)) &&
    (row.denominator ?? null) === (isRate ? 0 : null) &&
    (row.value ?? null) === (isRate || isDistribution ? null : 0) &&
    ["Count", "Sum", "Min", "P50", "P75", "P90", "P95", "Max"].every(
      (field) => (row[`sample${field}`] ?? null) === null,
    );
  if (!isEmpty)
    return [
      `should not be there, or hold nothing: ${JSON.stringify(row, (_key, value) => (typeof value === "bigint" ? `${value}` : value))}`,
    ];
  const tenant = configOf(model.config, String(row.tenantId));
  if (tenant === undefined) return ["is of a tenant that is not known"];
  const publishes = (set: ReadonlySet<string> | null, name: unknown): boolean => set === null || set.has(String(name));
  const { metrics, grains } = tenant.publish;
  if (!publishes(metrics, metric) || !publishes(grains, row.grain)) return ["is not to be published"];
  const status = statusOf(dayOfField(row, "periodEnd"), tenant.timeZone, {
    now: model.now,
    graceMs: model.config.clock.graceMs,
  });
  return statusText(row) === status ? [] : [`emptied, its status is ${String(row.status)}, should be ${status}`];
}

function deadLetterDifferences(folded: FoldedOutputs, model: Model, lines: readonly ReadLine[]): readonly string[] {
  const rowText = (row: Readonly<Record<string, unknown>>): string =>
    JSON.stringify([row.reason, row.topic ?? null, row.key ?? null, row.value]);
  const expected = expectedDeadLetters(lines, model).map((row) => rowText({ ...row }));
  const got = folded.deadLetters.map(rowText);
  return [
    ...without(expected, got).map((row) => `dead letter is missing: ${row}`),
    ...without(got, expected).map((row) => `dead letter should not be there: ${row}`),
  ];
}

/** What is left of `all` when each of `some` has taken one away. */
function without(all: readonly string[], some: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of some) counts.set(text, (counts.get(text) ?? 0) + 1);
  return all.filter((text) => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count <= 0;
  });
}

function summaryDifferences({ summary }: FoldedOutputs, model: Model, lines: readonly ReadLine[]): readonly string[] {
  if (summary === null) return [];
  const byReason: Record<string, number> = {};
  for (const { reason } of expectedDeadLetters(lines, model)) byReason[reason] = (byReason[reason] ?? 0) + 1;
  const got = Object.entries(summary.deadLetters ?? {}).filter(([, count]) => count !== 0);
  const counts = (entries: readonly [string, unknown][]): string => JSON.stringify([...entries].sort());
  return [
    ...fieldDifferences(summary, { read: lines.length, duplicates: model.duplicates }),
    ...(counts(got) === counts(Object.entries(byReason))
      ? []
      : [`deadLetters is ${JSON.stringify(summary.deadLetters)}, should be ${JSON.stringify(byReason)}`]),
  ].map((difference) => `summary: ${difference}`);
}
