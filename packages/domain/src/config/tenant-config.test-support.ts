/** Configurations for tests: a small funnel in UTC that says what the test does not. */
import { GRAINS } from "../period/grain.ts";
import type { SlaPolicy, TenantConfig } from "./config.ts";

export const HOUR_MS = 3_600_000;

/** A tenant of INQUIRY, MQL, SQL and REJECTED with everything in one segment, and nothing else configured. */
export function tenantConfig(differs: Partial<TenantConfig> = {}): TenantConfig {
  return {
    timeZone: "UTC",
    currency: "EUR",
    exchangeRates: new Map(),
    fiscalYearStartMonth: 1,
    funnel: {
      stages: ["INQUIRY", "MQL", "SQL", "REJECTED"],
      qualified: "MQL",
      accepted: "SQL",
      rejected: "REJECTED",
      velocities: [],
    },
    segments: [{ dimensions: [], grains: GRAINS }],
    slas: [],
    lag: null,
    publish: { grains: null, metrics: null },
    ...differs,
  };
}

/** MQLs leave within 48 h, with a warning after 24. */
export function slaPolicy(differs: Partial<SlaPolicy> = {}): SlaPolicy {
  return {
    id: "accept-or-reject",
    severity: "page",
    entersStage: "MQL",
    when: null,
    ends: [{ kind: "leavesStage", stages: null }],
    withinMs: 48 * HOUR_MS,
    warnAfterMs: 24 * HOUR_MS,
    calendar: null,
    ...differs,
  };
}
