import type { ExactDecimal, StagefoldConfig } from "@stagefold/domain";

/**
 * The configuration as one canonical text: equal for configurations that say the same, whatever
 * the order of their keys, and different otherwise. JSON; fit to be hashed and stored.
 *
 * Pure, and the same in every process.
 */
export function fingerprintOf(config: StagefoldConfig): string {
  return JSON.stringify(canonical(config));
}

function canonical(value: unknown): unknown {
  if (value instanceof Map) return canonical(Object.fromEntries(value));
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (isExactDecimal(value)) return decimalText(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, canonical(member)]));
}

function isExactDecimal(value: object): value is ExactDecimal {
  return "digits" in value && typeof value.digits === "bigint";
}

/** 0.920 and 0.92 are one rate. */
function decimalText({ digits, scale }: ExactDecimal): string {
  let [shortest, places] = [digits, scale];
  while (places > 0 && shortest % 10n === 0n) [shortest, places] = [shortest / 10n, places - 1];
  return `${shortest}e-${places}`;
}
