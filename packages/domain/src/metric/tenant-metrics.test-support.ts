/**
 * A tenant's metrics in memory, for tests: leads, spend and targets go in, commits at a clock bring
 * out what would be published. It does what a processor does around `settleSegment`, without a log.
 */
import type { TenantConfig } from "../config/config.ts";
import type { ContributionSink } from "../lead/contributions.ts";
import { contribute } from "../lead/contributions.ts";
import { changedStays } from "../lead/difference.ts";
import type { LeadHistory } from "../lead/history.ts";
import { historyOf, leadPlanOf } from "../lead/lead.test-support.ts";
import type { LeadFacts } from "../lead/lead-facts.ts";
import { leadFactsAt } from "../lead/lead-facts.ts";
import type { Carried } from "../lead/stay.ts";
import { monthOf } from "../period/month.ts";
import { periodEndOf, periodStartOf } from "../period/period.ts";
import type { LeadEvent } from "../record/records.generated.ts";
import { DAY_MS, formatDay, parseDay } from "../time/civil-date.ts";
import { zoneOf } from "../time/zone.ts";
import type { PlannedSet } from "./metric-plan.ts";
import { metricPlan } from "./metric-plan.ts";
import type { PeriodRow } from "./period-row.ts";
import { addRowSample } from "./period-row.ts";
import { recallTold } from "./recall.ts";
import {
  COUNT_FIELDS,
  SLA_FIELDS,
  slaCount,
  slaSketch,
  stageCount,
  stageSketch,
  velocitySketch,
} from "./row-layout.ts";
import type { Segment } from "./segment.ts";
import { changeDay, NONE, newSegment, touchRow } from "./segment.ts";
import { nextLookAt, settleSegment } from "./settle-segment.ts";
import type { Told } from "./settlement.ts";
import { NO_SPEND, spendSeries } from "./spend-series.ts";
import { targetKey } from "./target-table.ts";

/** A published value. */
export interface Said {
  /** `metric subject GRAIN first-day`, then ` dimension=value` of the segment; `-` for no subject. */
  readonly of: string;
  readonly n: number | bigint | null;
  readonly d: number | bigint | null;
  readonly value: number | null;
  /** Of a distribution: how many samples, and their sum. */
  readonly samples: readonly [count: number, sum: number] | null;
  readonly status: Told["status"];
}

export interface TenantMetrics {
  /** Events of a lead arrive. */
  lead(leadId: string, ...events: readonly LeadEvent[]): void;
  /** That much more was spent on the day. */
  spend(day: string, micros: bigint, at?: Partial<Carried>): void;
  target(stage: string, month: string, target: bigint, channel?: string | null): void;
  /** Counts what leads have changed by the clock, to be committed later. */
  count(clock: number): void;
  /** Commits with the clock there (a day: its midnight UTC); gives what is published, in order. */
  commit(
    clock: number | string,
    differs?: { readonly ending?: boolean; readonly rebuilding?: boolean },
  ): readonly Said[];
  /** Takes back in what `other`, of the same configuration, has published. */
  recall(other: TenantMetrics): void;
  /** All that was published. */
  told(): readonly Told[];
  /** The newest value of all that was ever published. */
  newest(): ReadonlyMap<string, Said>;
}

const NOTHING: LeadFacts = { stays: [], changesAt: null };

/** The metrics of a tenant that has nothing yet. */
export function tenantMetrics(config: TenantConfig, graceMs = DAY_MS): TenantMetrics {
  const plan = metricPlan(config);
  const leadPlan = leadPlanOf(config);
  const zone = zoneOf(config.timeZone);
  const leads = new Map<string, { facts: LeadFacts; history: LeadHistory }>();
  const segments = new Map<string, Segment>();
  const spent: { readonly at: Carried; readonly day: number; readonly micros: bigint }[] = [];
  let targets = new Map<string, bigint>();
  let targetsBefore = targets;
  const months = new Map<string, readonly [month: string, channel: string | null]>();
  let clockBefore: number | null = null;
  const newest = new Map<string, Said>();

  const allTold: Told[] = [];
  const segmentOf = (set: PlannedSet, at: Carried): Segment => {
    const value = (dimension: keyof Carried): string | null =>
      set.dimensions.includes(dimension) ? (at[dimension] ?? NONE) : null;
    const values = { channel: value("channel"), campaignId: value("campaignId"), ownerId: value("ownerId") };
    const name = JSON.stringify([set.dimensions, values]);
    let segment = segments.get(name);
    if (segment === undefined) {
      segment = newSegment(segments.size + 1, set, values, NO_SPEND);
      segments.set(name, segment);
    }
    return segment;
  };

  const change = (day: number, at: Carried, by: (row: PeriodRow) => void): void => {
    for (const set of plan.sets) changeDay(segmentOf(set, at), plan, day, by);
  };

  const addTo = (row: PeriodRow, index: number, amount: number): void => {
    row.counts[index] = (row.counts[index] as number) + amount;
  };

  const sink: ContributionSink = {
    stage: (stage, day, at, adds) => {
      const s = plan.stageIndex.get(stage) as number;
      change(day, at, (row) => {
        for (const [i, field] of COUNT_FIELDS.entries()) addTo(row, stageCount(s, field), adds[i] as number);
      });
    },
    sla: (slaId, day, at, adds) => {
      const l = plan.slaIndex.get(slaId) as number;
      change(day, at, (row) => {
        for (const [i, field] of SLA_FIELDS.entries()) addTo(row, slaCount(plan, l, field), adds[i] as number);
      });
    },
    sample: (of, subject, day, at, ms, weight) => {
      const sketch =
        of === "stage"
          ? stageSketch(plan.stageIndex.get(subject) as number)
          : of === "velocity"
            ? velocitySketch(plan, plan.velocityIndex.get(subject) as number)
            : slaSketch(plan, plan.slaIndex.get(subject) as number);
      if (plan.sketchUsed[sketch] === true) change(day, at, (row) => addRowSample(row, sketch, ms, weight));
    },
  };

  const targetSegment = (channel: string | null): Segment | undefined => {
    const set = plan.sets.find(({ dimensions }) => dimensions.join() === (channel === null ? "" : "channel"));
    return set && segmentOf(set, { channel, campaignId: null, ownerId: null });
  };

  const touchWhatIsDue = (clock: number, tellPace: boolean): void => {
    for (const segment of segments.values()) {
      for (const { rows } of segment.grains) {
        for (const held of [...rows.values()]) {
          const at = nextLookAt(held, zone, graceMs, clockBefore);
          if (at !== null && at <= clock) touchRow(segment, plan, held.grain, held.start);
        }
      }
    }
    if (!tellPace) return;
    for (const [month, channel] of months.values()) {
      const start = monthOf(month) as number;
      const over = clockBefore !== null && clockBefore >= zone.startOfDay(periodEndOf("MONTH", start));
      const segment = targetSegment(channel);
      if (segment !== undefined && !over) touchRow(segment, plan, "MONTH", start);
    }
  };

  const count = (clock: number): void => {
    for (const lead of leads.values()) {
      const facts = leadFactsAt(lead.history, clock, leadPlan);
      for (const pair of changedStays(lead.facts, facts)) contribute(pair, zone, sink);
      lead.facts = facts;
    }
  };

  return {
    count,

    lead(leadId, ...events) {
      const known = leads.get(leadId) ?? { facts: NOTHING, history: [] };
      leads.set(leadId, { facts: known.facts, history: historyOf(...known.history, ...events) });
    },

    spend(day, micros, at = {}) {
      const line = {
        at: { channel: null, campaignId: null, ownerId: null, ...at },
        day: parseDay(day) as number,
        micros,
      };
      spent.push(line);
      for (const set of plan.sets) {
        if (!set.spend) continue;
        const segment = segmentOf(set, line.at);
        const byDay = new Map<number, bigint>();
        for (const other of spent) {
          if (segmentOf(set, other.at) === segment) byDay.set(other.day, (byDay.get(other.day) ?? 0n) + other.micros);
        }
        segment.spend = spendSeries(byDay);
      }
    },

    target(stage, month, target, channel = null) {
      targets = new Map(targets).set(targetKey(stage, month, channel), target);
      months.set(`${month}|${channel}`, [month, channel]);
      const segment = targetSegment(channel);
      for (const grain of segment?.set.rowGrains ?? []) {
        if (segment === undefined || grain === "DAY" || grain === "WEEK") continue;
        touchRow(segment, plan, grain, periodStartOf(grain, monthOf(month) as number, config.fiscalYearStartMonth));
      }
    },

    commit(at, { ending = false, rebuilding = false } = {}) {
      const clock = typeof at === "number" ? at : (parseDay(at) as number) * DAY_MS;
      count(clock);
      const tellPace = ending || clockBefore === null || zone.dayOf(clock) > zone.dayOf(clockBefore);
      touchWhatIsDue(clock, tellPace);
      const settlement = {
        plan,
        zone,
        graceMs,
        clockBefore,
        clockNow: clock,
        targetsBefore,
        targetsNow: targets,
        tellPace,
        rebuilding,
        reconfiguring: false,
      };
      const all: Said[] = [];
      for (const segment of segments.values()) {
        settleSegment(segment, settlement, (told) => {
          all.push(saidOf(told));
          allTold.push(told);
        });
      }
      if (!rebuilding) for (const said of all) newest.set(said.of, said);
      clockBefore = clock;
      targetsBefore = targets;
      return all;
    },

    recall(other) {
      for (const { segment, slot, grain, start, end, status } of other.told()) {
        const own = segmentOf(segment.set, segment.values);
        recallTold(own, plan, { ...slot, grain, start, end, closed: status !== "PROVISIONAL" });
      }
    },

    told: () => allTold,

    newest: () => newest,
  };
}

function saidOf({ slot, grain, start, segment, value, status }: Told): Said {
  const values = Object.entries(segment.values).flatMap(([name, is]) => (is === null ? [] : [` ${name}=${is}`]));
  return {
    of: `${slot.metric} ${slot.subject ?? "-"} ${grain} ${formatDay(start)}${values.join("")}`,
    n: value.n,
    d: value.d,
    value: value.value,
    samples: value.sketch === null ? null : [value.sketch.count, value.sketch.sum],
    status,
  };
}

/** A value in a line: what it is of, n, d, value and status; `-` for null. */
export function lineOf({ of, n, d, value, samples, status }: Said): string {
  const numbers = samples === null ? `${n ?? "-"}/${d ?? "-"}` : `${samples[0]}x of ${samples[1]}`;
  return `${of}: ${numbers} = ${value ?? "-"} ${status}`;
}
