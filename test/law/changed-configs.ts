/**
 * Pairs of configurations, before and after a change that keeps what was accepted: tenants, stages and exchange
 * rates are there or are added; all else may be another.
 */
import { parseConfig } from "@stagefold/config";
import fc from "fast-check";
import { configs } from "../model/config-histories.ts";
import type { History } from "../model/histories.ts";
import { readLines } from "./stagefold.ts";

type Tenant = Readonly<Record<string, unknown>> & { readonly funnel: Readonly<Record<string, unknown>> };
interface Document {
  readonly tenants: Readonly<Record<string, Tenant>>;
  readonly clock?: Readonly<Record<string, unknown>>;
  readonly publish?: unknown;
}

/** What may change of a tenant, together. */
const PARTS = [
  ["timeZone"],
  ["fiscalYearStartMonth"],
  ["segments"],
  ["slas", "calendars"],
  ["cost"],
  ["publish"],
  ["funnel"],
  ["exchangeRates"],
] as const;

/** What changes from one configuration to the other. */
export interface ConfigChange {
  /** Other values to be taken. */
  readonly other: string;
  readonly parts: readonly (typeof PARTS)[number][];
  readonly clock: boolean;
  readonly publish: boolean;
  /** What the former one does not have yet. */
  readonly lacks: readonly ("a stage" | "a rate" | "a tenant")[];
}

export const configChanges: fc.Arbitrary<ConfigChange> = fc.record({
  other: configs.map(({ yaml }) => yaml),
  parts: fc.subarray([...PARTS]),
  clock: fc.boolean(),
  publish: fc.boolean(),
  lacks: fc.subarray(["a stage", "a rate", "a tenant"] as const),
});

/** The configuration before the change: that after it, with what is other, and without what came with the change. */
export function before(after: string, { other, parts, clock, publish, lacks }: ConfigChange): string {
  const [is, was] = [JSON.parse(after) as Document, JSON.parse(other) as Document];
  const others = Object.values(was.tenants);
  let tenants = Object.entries(is.tenants).map(([id, tenant], index): [string, Tenant] => {
    const source = others[index % others.length] as Tenant;
    const taken = parts.flat().map((name) => [name, name === "exchangeRates" ? ratesOf(tenant, source) : source[name]]);
    return [id, without({ ...tenant, ...Object.fromEntries(taken) }, lacks)];
  });
  if (lacks.includes("a tenant") && tenants.length > 1) tenants = tenants.slice(1);
  return JSON.stringify({
    tenants: Object.fromEntries(tenants),
    // Whether an event was from the future is a fact of the log.
    clock: { ...(clock ? was.clock : is.clock), maxFuture: is.clock?.maxFuture },
    publish: publish ? was.publish : is.publish,
  });
}

/** Other rates of the currencies that there are. */
function ratesOf(tenant: Tenant, source: Tenant): object {
  const [is, was] = [tenant.exchangeRates, source.exchangeRates] as Record<string, number>[];
  return Object.fromEntries(Object.entries(is ?? {}).map(([of, rate]) => [of, was?.[of] ?? rate]));
}

/** Without a stage, or a rate, where it is right without. */
function without(tenant: Tenant, lacks: ConfigChange["lacks"]): Tenant {
  let left = tenant;
  if (lacks.includes("a rate")) left = { ...left, exchangeRates: {} };
  if (!lacks.includes("a stage")) return left;
  const stages = (left.funnel.stages as readonly string[]).filter((stage) => stage !== "CUSTOMER");
  const fewer = { ...left, funnel: { ...left.funnel, stages } };
  try {
    parseConfig(JSON.stringify({ tenants: { acme: fewer } }), "config.yaml");
    return fewer;
  } catch {
    return left;
  }
}

/**
 * The lines of a history without what a change of the configuration decides for good: SEMANTICS 8 and 12.5.
 *
 * Which of two conflicting duplicates came first is a fact of what was accepted then: one of them is enough. Of a lead
 * that is erased, what the former configuration had refused counts under none.
 */
export function acceptedUnderBoth({ lines }: History, { lacks, parts }: ConfigChange): readonly string[] {
  const ids = new Set<string>();
  const once = readLines(lines).flatMap(({ record }, index) => {
    if (record === null) return [];
    const lead = "leadId" in record ? record.leadId : record.type;
    const id = JSON.stringify([record.tenantId, lead, record.eventId]);
    if (ids.has(id)) return [];
    ids.add(id);
    return [lines.filter((line) => line.trim() !== "")[index] as string];
  });
  const mayRefuse = lacks.includes("a stage") || parts.some(([part]) => part === "funnel");
  return mayRefuse ? once.filter((line) => !line.includes('"LeadErased"')) : once;
}
