/**
 * Every published value of one tenant: SEMANTICS 6 and 7. Each table is one rule of section 7.
 */
import type { Dimension, Grain, MetricName, SegmentSet, TargetSet, TenantConfig } from "@stagefold/domain";
import { pairName } from "./contributions.ts";
import {
  type Contribution,
  type Days,
  daysOf,
  type Quantities,
  quantitiesOf,
  samplesOver,
  segmentKey,
  segmentsOf,
  segmentValues,
  sumOver,
} from "./day-totals.ts";
import type { ModelStay } from "./lead-history.ts";
import { dateOf, dayOf, localDay, monthsOf, type Period, periodsHolding, startOfDay } from "./local-day.ts";
import { type Recipe, recipesOf } from "./metric-recipes.ts";
import {
  hasBegun,
  type MetricPlace,
  type ModelClockTime,
  type ModelMetric,
  metricAt,
  ratio,
  unitOf,
} from "./metric-value.ts";
import { counting } from "./spend-by-day.ts";

const DAY_MS = 86_400_000n;

/** One tenant's facts. */
export interface TenantFacts {
  readonly tenantId: string;
  readonly tenant: TenantConfig;
  readonly time: ModelClockTime;
  readonly contributions: readonly Contribution[];
  readonly stays: readonly ModelStay[];
  readonly targets: readonly TargetSet[];
}

/** Every value of the tenant that has something behind it and is published. */
export function metricsOf(facts: TenantFacts): readonly ModelMetric[] {
  const { metrics, grains } = facts.tenant.publish;
  const all = [
    ...facts.tenant.segments.flatMap((set) => {
      const quantities = quantitiesOf(facts.contributions, set.dimensions);
      return [
        ...plainMetrics(facts, set, quantities),
        ...laggedCosts(facts, set, quantities),
        ...populations(facts, set),
      ];
    }),
    ...targetMetrics(facts),
  ];
  return all.filter(
    (value) => (metrics === null || metrics.has(value.metric)) && (grains === null || grains.has(value.grain)),
  );
}

/** The periods that have begun and hold one of the days. */
function begunPeriods(facts: TenantFacts, grain: Grain, days: Iterable<number>): readonly Period[] {
  const { timeZone, fiscalYearStartMonth } = facts.tenant;
  const byStart = new Map<number, Period>();
  for (const day of days) {
    for (const period of periodsHolding(day, grain, fiscalYearStartMonth)) byStart.set(period.start, period);
  }
  return [...byStart.values()].filter((period) => hasBegun(period, grain, timeZone, facts.time.now));
}

/** Whether the dimensions are such that spend has values for them. */
function canHoldSpend(dimensions: readonly Dimension[]): boolean {
  return !dimensions.includes("ownerId");
}

function plainMetrics(facts: TenantFacts, set: SegmentSet, quantities: Quantities): readonly ModelMetric[] {
  return recipesOf(facts.tenant).flatMap((recipe) => {
    if ((recipe.kind === "money" || recipe.kind === "cost") && !canHoldSpend(set.dimensions)) return [];
    const grains = set.grains.filter((grain) => recipe.rolling || !grain.startsWith("ROLLING"));
    const segments = [...segmentsOf(quantities, [recipe.numerator, recipe.denominator])];
    return segments.flatMap((segment) => {
      const numerators = daysOf(quantities, recipe.numerator, segment);
      const denominators = daysOf(quantities, recipe.denominator, segment);
      return grains.flatMap((grain) =>
        begunPeriods(facts, grain, [...numerators.keys(), ...denominators.keys()]).flatMap((period) => {
          const numbers = numbersOf(recipe, numerators, denominators, period);
          if (numbers === undefined) return [];
          const place = placeOf(facts, recipe.metric, recipe.subject, set.dimensions, segment, grain, period);
          return [metricAt({ ...place, unit: unitOf(recipe.kind, facts.tenant.currency) }, numbers, facts.time)];
        }),
      );
    });
  });
}

function placeOf(
  facts: TenantFacts,
  metric: MetricName,
  subject: string | null,
  dimensions: readonly Dimension[],
  segment: string,
  grain: Grain,
  period: Period,
): Omit<MetricPlace, "unit"> {
  const { tenantId, tenant } = facts;
  return { tenantId, tenant, metric, subject, dimensions, segment: segmentValues(segment), grain, period };
}

/** The numbers of a metric in a period, undefined where there is nothing behind them. */
function numbersOf(
  recipe: Recipe,
  numerators: Days,
  denominators: Days,
  { start, end }: Period,
): Pick<ModelMetric, "value" | "numerator" | "denominator" | "samples"> | undefined {
  if (recipe.kind === "distribution") {
    const samples = samplesOver(numerators, start, end);
    return samples.length === 0
      ? undefined
      : { value: ratio(total(samples), BigInt(samples.length)), numerator: null, denominator: null, samples };
  }
  const n = sumOver(numerators, start, end);
  const d = sumOver(denominators, start, end);
  if (n === 0n && d === 0n) return undefined;
  switch (recipe.kind) {
    case "count":
      return { value: Number(n), numerator: n, denominator: null, samples: null };
    case "money":
      return { value: Number(n) / 1e6, numerator: n, denominator: null, samples: null };
    case "rate":
      return { value: ratio(n, d), numerator: n, denominator: d, samples: null };
    case "cost":
      return { value: costOf(n, d), numerator: n, denominator: d, samples: null };
  }
}

/** Micros a lead in units of currency: the quotient is taken of the micros, as the worked examples have it to the last bit. */
function costOf(micros: bigint, leads: bigint): number | null {
  const quotient = ratio(micros, leads);
  return quotient === null ? null : quotient / 1e6;
}

function total(samples: readonly number[]): bigint {
  return samples.reduce((sum, sample) => sum + BigInt(sample), 0n);
}

function laggedCosts(facts: TenantFacts, set: SegmentSet, quantities: Quantities): readonly ModelMetric[] {
  const { lag, funnel, currency } = facts.tenant;
  if (lag === null || !canHoldSpend(set.dimensions)) return [];
  const speed = lag.kind === "velocity" ? `velocity ${pairName(lag.pair)}` : null;
  return [funnel.qualified, funnel.accepted].flatMap((stage) => {
    const segments = [...segmentsOf(quantities, ["spend", `reached ${stage}`, speed])];
    return segments.flatMap((segment) => {
      const spend = daysOf(quantities, "spend", segment);
      const reached = daysOf(quantities, `reached ${stage}`, segment);
      const speeds = daysOf(quantities, speed, segment);
      const shifted = lag.kind === "days" ? [...spend.keys()].map((day) => day + lag.days) : [];
      return set.grains.flatMap((grain) =>
        begunPeriods(facts, grain, [...shifted, ...reached.keys(), ...speeds.keys()]).flatMap((period) => {
          const days =
            lag.kind === "days" ? lag.days : meanDays(samplesOver(speeds, period.start, period.end), lag.roundToDays);
          const n = days === null ? null : sumOver(spend, period.start - days, period.end - days);
          const d = sumOver(reached, period.start, period.end);
          if ((n === null || n === 0n) && d === 0n) return [];
          const value = n === null ? null : costOf(n, d);
          const place = placeOf(facts, "lagged_cost_per_lead", stage, set.dimensions, segment, grain, period);
          return [
            metricAt({ ...place, unit: currency }, { value, numerator: n, denominator: d, samples: null }, facts.time),
          ];
        }),
      );
    });
  });
}

/** The mean of the samples in days, rounded half up to a multiple, at least one; null without samples. */
function meanDays(samples: readonly number[], roundToDays: number): number | null {
  if (samples.length === 0) return null;
  const multiple = BigInt(samples.length) * DAY_MS * BigInt(roundToDays);
  const rounded = (2n * total(samples) + multiple) / (2n * multiple);
  return Number(rounded < 1n ? 1n : rounded) * roundToDays;
}

/** How many leads were in each stage at the end of each day, or at the clock for the clock's own day. */
function populations(facts: TenantFacts, set: SegmentSet): readonly ModelMetric[] {
  if (!set.grains.includes("DAY")) return [];
  const { timeZone } = facts.tenant;
  const { now } = facts.time;
  const today = localDay(timeZone, now);
  const counts = new Map<string, Map<number, bigint>>();
  for (const stay of facts.stays) {
    if (stay.enteredAt > now) continue;
    const segment = segmentKey([stay.stage, ...set.dimensions.map((dimension) => stay[dimension] ?? "(none)")]);
    const days = counts.getOrInsertComputed(segment, () => new Map<number, bigint>());
    const exitDay = stay.exitedAt === null ? today : localDay(timeZone, stay.exitedAt);
    for (let day = localDay(timeZone, stay.enteredAt); day <= Math.min(exitDay, today); day += 1) {
      const at = day === today ? now : startOfDay(timeZone, day + 1) - 1;
      const within = stay.enteredAt <= at && (stay.exitedAt === null || at < stay.exitedAt);
      days.set(day, (days.get(day) ?? 0n) + (within ? 1n : 0n));
    }
  }
  return [...counts].flatMap(([key, days]) => {
    const [stage, ...values] = segmentValues(key);
    return [...days].map(([day, n]) => {
      const period = { start: day, end: day + 1 };
      const place = placeOf(
        facts,
        "stage_population",
        stage ?? null,
        set.dimensions,
        segmentKey(values),
        "DAY",
        period,
      );
      return metricAt(
        { ...place, unit: "leads" },
        { value: Number(n), numerator: n, denominator: null, samples: null },
        facts.time,
      );
    });
  });
}

/** Attainment and pace, for everything and for each channel that has a target of its own. */
function targetMetrics(facts: TenantFacts): readonly ModelMetric[] {
  const byPlan = Map.groupBy(facts.targets, (target) => JSON.stringify([target.stage, target.channel]));
  return [...byPlan.values()].flatMap((targets) => {
    const { stage, channel } = targets[0] as TargetSet;
    const dimensions: readonly Dimension[] = channel === null ? [] : ["channel"];
    const segment = segmentKey(channel === null ? [] : [channel]);
    const reached = daysOf(quantitiesOf(facts.contributions, dimensions), `reached ${stage}`, segment);
    const byMonth = new Map<number, bigint>();
    for (const [month, ofMonth] of Map.groupBy(targets, (target) => target.month)) {
      const newest = counting(ofMonth);
      if (newest !== undefined) byMonth.set(dayOf(Temporal.PlainDate.from(`${month}-01`)), BigInt(newest.target));
    }
    return (["MONTH", "QUARTER", "HALF", "YEAR"] as const).flatMap((grain) =>
      begunPeriods(facts, grain, byMonth.keys()).flatMap((period) => {
        const months = Array.from({ length: monthsOf(grain) ?? 0 }, (_, index) =>
          byMonth.get(dayOf(dateOf(period.start).add({ months: index }))),
        );
        if (months.includes(undefined)) return [];
        const target = months.reduce<bigint>((sum, month) => sum + (month ?? 0n), 0n);
        const n = sumOver(reached, period.start, period.end);
        const at = (metric: MetricName, value: number | null, denominator: bigint | null): ModelMetric =>
          metricAt(
            { ...placeOf(facts, metric, stage, dimensions, segment, grain, period), unit: "ratio" },
            { value, numerator: n, denominator, samples: null },
            facts.time,
          );
        const attainment = at("target_attainment", ratio(n, target), target);
        return grain === "MONTH" ? [attainment, at("target_pace", pace(n, target, period, facts), null)] : [attainment];
      }),
    );
  });
}

function pace(n: bigint, target: bigint, period: Period, { tenant, time }: TenantFacts): number | null {
  const start = startOfDay(tenant.timeZone, period.start);
  const end = startOfDay(tenant.timeZone, period.end);
  const share = Math.min(1, (time.now - start) / (end - start));
  const expected = Number(target) * share;
  return expected === 0 ? null : Number(n) / expected;
}
