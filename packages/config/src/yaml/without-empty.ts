/**
 * Optional keys with nothing behind them (`slas:`) are as if left out: that is what who writes them means, and what
 * tools that write YAML make of an absent value.
 */

/** Keys that have a default, wherever they stand. A name given by the user (a tenant, a calendar, a currency) is none. */
const OPTIONAL = new Set([
  "clock",
  "lateness",
  "maxFuture",
  "grace",
  "publish",
  "metrics",
  "grains",
  "exchangeRates",
  "fiscalYearStartMonth",
  "segments",
  "calendars",
  "holidays",
  "slas",
  "warnAfter",
  "calendar",
  "when",
  "cost",
  "lag",
  "rejected",
  "velocities",
]);

/** Mappings whose keys are names of the user's. */
const NAMED = new Set(["tenants", "calendars", "exchangeRates"]);

/** `value` without its empty optional keys. Pure; what has none is given back as it is. */
export function withoutEmpty(value: unknown, parent = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutEmpty(item));
  if (typeof value !== "object" || value === null) return value;
  // A zone's default is the tenant's, in a calendar alone.
  const optional = (key: string): boolean => OPTIONAL.has(key) || (key === "timeZone" && "open" in value);
  const kept = Object.entries(value).filter(([key, of]) => of !== null || NAMED.has(parent) || !optional(key));
  return Object.fromEntries(kept.map(([key, of]) => [key, withoutEmpty(of, NAMED.has(parent) ? "" : key)]));
}
