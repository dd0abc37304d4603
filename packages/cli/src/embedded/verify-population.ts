/**
 * No lead is lost or made between two days: for every tenant, segment and stage the population at the end
 * of a day is that of the day before, and the stays entered, less the stays exited. SEMANTICS 7.
 *
 * Asked of the published DAY metrics alone, so it does not depend on how they were computed. The current
 * day is left out: its population is that of the clock, its entries and exits are all that is known.
 */
import type { AvroRecord } from "@stagefold/codec";
import { type MetricName, type StagefoldConfig, tenantConfigOf, zoneOf } from "@stagefold/domain";
import type { Findings } from "./verify-findings.ts";

/** Collects published metrics and balances them. Memory: three numbers for each tenant, segment, stage and day. */
export interface PopulationBalance {
  take(record: AvroRecord): void;
  /** Reports where it does not balance at the clock (ms since epoch). */
  check(clock: number, findings: Findings): void;
}

const MEASURES: readonly MetricName[] = ["stage_population", "stage_entries", "stage_exits"];
const POPULATION = 0;

interface Series {
  readonly tenantId: string;
  readonly name: string;
  readonly days: Map<number, number[]>;
}

export function openPopulationBalance(config: StagefoldConfig): PopulationBalance {
  const series = new Map<string, Series>();
  return {
    take(record) {
      if (record.type !== "FunnelMetric" || record.grain !== "DAY") return;
      const measure = (MEASURES as readonly string[]).indexOf(record.metric);
      if (measure < 0 || !publishesAll(config, record.tenantId)) return;
      const { tenantId, subject, channel, campaignId, ownerId, periodStart } = record;
      const name = JSON.stringify([tenantId, subject, channel, campaignId, ownerId]);
      let of = series.get(name);
      if (of === undefined) series.set(name, (of = { tenantId, name, days: new Map() }));
      const day = of.days.get(periodStart) ?? [0, 0, 0];
      day[measure] = Number(record.numerator ?? 0);
      of.days.set(periodStart, day);
    },
    check(clock, findings) {
      let checked = 0;
      for (const { tenantId, name, days } of series.values()) {
        const timeZone = tenantConfigOf(config, tenantId)?.timeZone ?? "UTC";
        const today = zoneOf(timeZone).dayOf(clock);
        for (const [day, at] of days) {
          if (day >= today) continue;
          checked++;
          const before = days.get(day - 1)?.[POPULATION] ?? 0;
          const [is, entries, exits] = at as [number, number, number];
          if (is === before + entries - exits) continue;
          findings.differs(
            `stage_population ${name} on ${dayText(day)} is ${is}: ${before} the day before, ${entries} entered, ${exits} exited`,
          );
        }
        // A day without a record is one without leads: the day after it began with none, so did it end.
        for (const [day, at] of days) {
          if (day + 1 < today && !days.has(day + 1) && at[POPULATION] !== 0)
            findings.differs(`stage_population ${name} on ${dayText(day + 1)} is not published`);
        }
      }
      findings.compared("populations balanced (tenant, segment, stage, day)", checked);
    },
  };
}

function publishesAll(config: StagefoldConfig, tenantId: string): boolean {
  const publish = tenantConfigOf(config, tenantId)?.publish;
  if (publish === undefined) return false;
  return publish.metrics === null || MEASURES.every((name) => publish.metrics?.has(name));
}

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
