/**
 * What a data folder remembers of the configuration that its state was computed under, and what may not
 * change of it from one command to the next.
 *
 * A task publishes what another configuration makes another (docs/adr/0013). Only what was accepted has to
 * stay acceptable: so tenants, stages and the currencies that have a value may be added and not taken away.
 */
import { fingerprintOf } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";

type Fields = Readonly<Record<string, unknown>>;

interface Funnel {
  readonly stages: readonly string[];
}

/** A configuration in canonical form, as fit for JSON. */
export interface KnownConfig {
  readonly clock: Fields;
  /** By tenantId. */
  readonly tenants: Readonly<Record<string, Fields>>;
}

const EVERYBODY_ELSE = "*";

/** The canonical form of `config`. Pure. */
export function knownConfigOf(config: StagefoldConfig): KnownConfig {
  return JSON.parse(fingerprintOf(config)) as KnownConfig;
}

/**
 * What of `now` would refuse what was accepted when it was as `known`, a sentence each; empty where state may go on
 * under it. Pure.
 */
export function contradictions(known: KnownConfig, now: KnownConfig): readonly string[] {
  const found: string[] = [];
  for (const tenantId of new Set([...Object.keys(known.tenants), ...Object.keys(now.tenants)])) {
    const was = own(known.tenants, tenantId) ?? own(known.tenants, EVERYBODY_ELSE);
    const is = own(now.tenants, tenantId) ?? own(now.tenants, EVERYBODY_ELSE);
    // A new tenant has nothing yet, but for what was refused.
    if (was === undefined) continue;
    if (is === undefined) {
      found.push(`tenant ${tenantId} is not there any more`);
      continue;
    }
    const lost: string[] = [];
    const stages = (is.funnel as Funnel).stages;
    const gone = (was.funnel as Funnel).stages.filter((stage) => !stages.includes(stage));
    if (gone.length > 0) lost.push(`stages ${gone.join(", ")}`);
    const rates = is.exchangeRates as Fields;
    const accepted = [...Object.keys(was.exchangeRates as Fields), String(was.currency)];
    const worthless = accepted.filter((currency) => currency !== is.currency && !Object.hasOwn(rates, currency));
    if (worthless.length > 0) lost.push(`a rate of ${worthless.join(", ")}`);
    if (lost.length > 0) found.push(`tenant ${tenantId} has lost ${lost.join(" and ")}`);
  }
  return found;
}

function own<T>(of: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
