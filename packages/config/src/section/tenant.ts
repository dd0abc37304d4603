import type { TenantConfig } from "@stagefold/domain";
import type { z } from "zod";
import type { KeyPath, Report } from "../key-path.ts";
import { entries, member } from "../rule/raw.ts";
import { stageNamesOf } from "../rule/stages.ts";
import { documented } from "../schema/key-reference.ts";
import { keys, leaf, listOf, named } from "../schema/shapes.ts";
import { readCurrency } from "../value/currency.ts";
import { readExactDecimal } from "../value/exact-decimal.ts";
import { refuse } from "../value/reading.ts";
import { readTimeZone } from "../value/time-zone.ts";
import { readWholeNumber } from "../value/whole-number.ts";
import { calendarRules, calendarSchema, compileCalendar } from "./calendar.ts";
import { compileLag, costRules, costSchema } from "./cost.ts";
import { compileFunnel, funnelRules, funnelSchema } from "./funnel.ts";
import { compilePublish, publishSchema } from "./publish.ts";
import { compileSegments, segmentRules, segmentsSchema } from "./segments.ts";
import { compileSla, slaSchema } from "./sla.ts";
import { slaRules } from "./sla-rules.ts";

/** SEMANTICS 11: one tenant. */
export const tenantSchema = keys("a tenant", {
  timeZone: documented(leaf(readTimeZone), {
    type: "IANA time zone",
    meaning: "The zone of the tenant's days, and so of all periods.",
    example: "Europe/Rome",
  }),
  currency: documented(leaf(readCurrency), {
    type: "currency",
    meaning: "The currency of all costs: three capitals (ISO 4217).",
    example: "EUR",
  }),
  exchangeRates: documented(
    named(
      "a mapping from currencies to rates, like { USD: 0.92 }",
      documented(leaf(readExactDecimal), {
        type: "positive decimal number",
        meaning: "One unit of the currency in the tenant's, exactly as written.",
        example: "0.92",
      }),
    ),
    {
      type: "mapping by currency",
      default: "`{}`",
      meaning:
        "The other currencies that spend may be in; spend in one without a rate goes to dead letters (`NO_EXCHANGE_RATE`). The tenant's own has none.",
      example: "{ USD: 0.92 }",
    },
  ).optional(),
  fiscalYearStartMonth: documented(
    leaf((found) => readWholeNumber(found, "a month", 1, 12)),
    {
      type: "whole number, 1 to 12",
      default: "1",
      meaning: "The month in which the year begins; quarters and halves follow it.",
      example: "4",
    },
  ).optional(),
  funnel: documented(funnelSchema, {
    type: "mapping",
    meaning: "The stages, and which of them the metrics are about.",
    example: "{ stages: [MQL, SQL], qualified: MQL, accepted: SQL }",
  }),
  segments: documented(segmentsSchema, {
    type: "list of sets of dimensions",
    default: "`[[]]`",
    meaning: "What metrics are broken down by.",
    example: "[[], [channel]]",
  }).optional(),
  calendars: documented(
    named(
      "a mapping from names to calendars",
      documented(calendarSchema, {
        type: "mapping",
        meaning: "One calendar.",
        example: '{ open: { mon-fri: ["09:00-17:00"] } }',
      }),
    ),
    {
      type: "mapping by name",
      default: "`{}`",
      meaning: "Opening hours that SLAs can name.",
      example: 'sales-hours: { open: { mon-fri: ["09:00-17:00"] } }',
    },
  ).optional(),
  slas: documented(
    listOf(
      "SLAs",
      documented(slaSchema, {
        type: "mapping",
        meaning: "One policy.",
        example: "{ id: x, severity: warn, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: P2D }",
      }),
    ),
    { type: "list of SLAs", default: "`[]`", meaning: "What must happen within what time.", example: "see below" },
  ).optional(),
  cost: documented(costSchema, {
    type: "mapping",
    default: "no lag",
    meaning: "How cost is set against leads.",
    example: "{ lag: { days: 30 } }",
  }).optional(),
  publish: documented(publishSchema, {
    type: "mapping",
    default: "`publish` at the top",
    meaning: "What is published for this tenant; it replaces the one at the top as a whole.",
    example: "{ grains: [MONTH] }",
  }).optional(),
});

type Tenant = z.output<typeof tenantSchema>;

/** Refuses what relates the keys of one tenant to each other. */
export function tenantRules(tenant: unknown, path: KeyPath, report: Report): void {
  const stages = stageNamesOf(tenant);
  const currency = member(tenant, "currency");
  for (const [other] of entries(member(tenant, "exchangeRates"))) {
    const at = [...path, "exchangeRates", other];
    const name = readCurrency(other);
    if ("refusal" in name) report(at, name.refusal);
    if (other === currency) {
      report(at, `found a rate for ${other}, the tenant's own currency, expected rates for others only; remove it`);
    }
  }
  funnelRules(member(tenant, "funnel"), [...path, "funnel"], stages, report);
  segmentRules(member(tenant, "segments"), [...path, "segments"], report);
  for (const [name, calendar] of entries(member(tenant, "calendars"))) {
    const at = [...path, "calendars", name];
    if (name === "") report(at, refuse(name, "the name of a calendar", "give it one").refusal);
    calendarRules(calendar, at, report);
  }
  slaRules(tenant, path, stages, report);
  costRules(member(tenant, "cost"), [...path, "cost"], stages, report);
}

/** The tenant as the domain reads it. Pure. */
export function compileTenant(tenant: Tenant, publish: Tenant["publish"]): TenantConfig {
  const calendars = new Map(
    Object.entries(tenant.calendars ?? {}).map(([name, calendar]) => [
      name,
      compileCalendar(calendar, tenant.timeZone),
    ]),
  );
  return {
    timeZone: tenant.timeZone,
    currency: tenant.currency,
    exchangeRates: new Map(Object.entries(tenant.exchangeRates ?? {})),
    fiscalYearStartMonth: tenant.fiscalYearStartMonth ?? 1,
    funnel: compileFunnel(tenant.funnel),
    segments: compileSegments(tenant.segments),
    slas: (tenant.slas ?? []).map((sla) => compileSla(sla, calendars)),
    lag: compileLag(tenant.cost),
    publish: compilePublish(tenant.publish, publish),
  };
}
