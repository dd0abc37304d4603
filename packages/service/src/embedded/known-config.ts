/**
 * What a data folder remembers of the configuration that its state was computed under, and what may
 * change of it from one command to the next.
 *
 * State of a tenant is only right under the configuration that it was computed with. So a tenant that
 * was there stays as it was; tenants may be added, and exchange rates, since nothing was ever accepted
 * under what was not there.
 */
import { fingerprintOf } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";

type Fields = Readonly<Record<string, unknown>>;

/** A configuration in canonical form, as fit for JSON. */
export interface KnownConfig {
  readonly clock: Fields;
  /** By tenantId. */
  readonly tenants: Readonly<Record<string, Fields>>;
}

const EVERYBODY_ELSE = "*";
const RATES = "exchangeRates";

/** The canonical form of `config`. Pure. */
export function knownConfigOf(config: StagefoldConfig): KnownConfig {
  return JSON.parse(fingerprintOf(config)) as KnownConfig;
}

/** What of `now` contradicts what was `known`, a sentence each; empty where state may be kept. Pure. */
export function contradictions(known: KnownConfig, now: KnownConfig): readonly string[] {
  const found: string[] = [];
  const clock = changedFields(known.clock, now.clock);
  if (clock.length > 0) found.push(`clock: ${clock.join(", ")} changed`);
  for (const [tenantId, was] of Object.entries(known.tenants)) {
    const is = own(now.tenants, tenantId);
    if (is === undefined) {
      found.push(`tenant ${tenantId} is not there any more`);
      continue;
    }
    const changed = changedFields(without(was, RATES), without(is, RATES));
    const rates = lostRates(was[RATES] as Fields, is[RATES] as Fields);
    if (rates.length > 0) changed.push(`${RATES} (${rates.join(", ")})`);
    if (changed.length > 0) found.push(`tenant ${tenantId}: ${changed.join(", ")} changed`);
  }
  const everybodyElse = own(known.tenants, EVERYBODY_ELSE);
  if (everybodyElse !== undefined) {
    for (const [tenantId, is] of Object.entries(now.tenants)) {
      if (own(known.tenants, tenantId) === undefined && text(is) !== text(everybodyElse))
        found.push(`tenant ${tenantId} was served by tenant ${EVERYBODY_ELSE}, which says something else`);
    }
  }
  return found;
}

function changedFields(was: Fields, is: Fields): string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...names].filter((name) => text(was[name]) !== text(is[name])).sort();
}

/** A rate may be added; one that was there stays as it was. */
function lostRates(was: Fields, is: Fields): readonly string[] {
  return Object.keys(was).filter((currency) => was[currency] !== own(is, currency));
}

function without(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));
}

function own<T>(of: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

/** Canonical already: the same text for the same value. */
function text(value: unknown): string | undefined {
  return JSON.stringify(value);
}
