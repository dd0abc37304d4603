/**
 * The history that the demonstration runs on: half a year of three invented companies, with all
 * that makes real input hard: events that come late, twice or in contradiction, spend in foreign
 * money, restatements, records that are no good.
 *
 * A function of its options alone: no clock, no chance but the seed's.
 */
import type { InputRecord } from "@stagefold/domain";
import { COMPANIES, type Company } from "./companies.ts";
import { type Delivery, inOrderOfArrival } from "./delivery.ts";
import { demoConfigYaml } from "./demo-config.ts";
import { leadArrivals, type Span } from "./lead-arrivals.ts";
import { leadJourney } from "./lead-journey.ts";
import { badRecords, contradictions, deliver } from "./mishaps.ts";
import { monthlyTargets, spendLines } from "./money-and-aims.ts";
import { dayNumber, localDay, officeHours, plainDate } from "./office-hours.ts";
import { type Random, randomFrom } from "./random.ts";

/** Wednesday, 24 June 2026, 15:00Z: late enough in the month for its pace to mean something. */
export const DEMO_UNTIL = Temporal.Instant.from("2026-06-24T15:00:00Z").epochMilliseconds;

export interface DemoOptions {
  readonly seed: number;
  /** Where the story ends, ms since epoch. DEMO_UNTIL if not given. */
  readonly until?: number;
  /** Whether it is to go on with liveTraffic. */
  readonly isLive?: boolean;
}

export interface DemoHistory {
  /** A configuration file: SEMANTICS 11. */
  readonly configYaml: string;
  /** In the order of arrival. */
  readonly records: readonly InputRecord[];
  /** The instant to move the clock to when all is read. */
  readonly until: number;
}

/**
 * Some 10,000 leads that began between the first of the month five months before `until` and
 * `until`, with what is known of them by then. The same options give the same history.
 */
export function demoHistory(options: DemoOptions): DemoHistory {
  const until = options.until ?? DEMO_UNTIL;
  const span = spanBefore(until);
  const random = randomFrom(options.seed);
  const deliveries = COMPANIES.flatMap((company) => [
    ...monthlyTargets(company, span),
    ...spendLines(company, span, random),
    ...leadDeliveries(company, span, until, random),
  ]);
  deliveries.push(...contradictions(deliveries), ...badRecords(COMPANIES[0] as Company, span));
  return {
    configYaml: demoConfigYaml(COMPANIES, yearsOf(span), options.isLive),
    records: inOrderOfArrival(deliveries.filter((delivery) => delivery.arrivesAt <= until)),
    until,
  };
}

function leadDeliveries(company: Company, span: Span, until: number, random: Random): readonly Delivery[] {
  const office = officeHours(company.timeZone, company.holidays);
  const scene = { company, office, random };
  return leadArrivals(company, span, office, random).flatMap(({ at, campaign }, index) => {
    const leadId = `${company.prefix}-${String(index + 1).padStart(4, "0")}`;
    const events = leadJourney(scene, leadId, campaign, at);
    return deliver(
      events.filter((event) => event.occurredAt <= until),
      random,
    );
  });
}

function spanBefore(until: number): Span {
  const lastDay = localDay(until, "UTC");
  const firstDay = dayNumber(plainDate(lastDay).with({ day: 1 }).subtract({ months: 5 }));
  return { firstDay, lastDay };
}

/** The years whose holidays matter, up to the one after: a clock may run into it. */
function yearsOf(span: Span): readonly number[] {
  const first = plainDate(span.firstDay).year;
  const last = plainDate(span.lastDay + 31).year;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
