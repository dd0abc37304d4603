import type { CalendarConfig, ExactDecimal, Grain, MetricName, StagefoldConfig, TenantConfig } from "@stagefold/domain";

/** JSON has no maps, no sets and no bigints: what a configuration has of them stands so in its fingerprint. */
interface WrittenTenant extends Omit<TenantConfig, "exchangeRates" | "slas" | "publish"> {
  readonly exchangeRates: Readonly<Record<string, string>>;
  readonly slas: readonly WrittenSla[];
  readonly publish: { readonly grains: readonly Grain[] | null; readonly metrics: readonly MetricName[] | null };
}

interface WrittenSla extends Omit<TenantConfig["slas"][number], "calendar"> {
  readonly calendar: (Omit<CalendarConfig, "holidays"> & { readonly holidays: readonly number[] }) | null;
}

/**
 * The configuration that a fingerprint was made of: `fingerprintOf(configOf(text)) === text`. Pure. For texts of
 * `fingerprintOf` only.
 */
export function configOf(fingerprint: string): StagefoldConfig {
  const { tenants, clock } = JSON.parse(fingerprint) as {
    readonly tenants: Readonly<Record<string, WrittenTenant>>;
    readonly clock: StagefoldConfig["clock"];
  };
  return { clock, tenants: new Map(Object.entries(tenants).map(([id, tenant]) => [id, tenantOf(tenant)])) };
}

function tenantOf(written: WrittenTenant): TenantConfig {
  const { grains, metrics } = written.publish;
  return {
    ...written,
    exchangeRates: new Map(Object.entries(written.exchangeRates).map(([of, rate]) => [of, decimalOf(rate)])),
    slas: written.slas.map(({ calendar, ...policy }) => ({
      ...policy,
      calendar: calendar === null ? null : { ...calendar, holidays: new Set(calendar.holidays) },
    })),
    publish: {
      grains: grains === null ? null : new Set(grains),
      metrics: metrics === null ? null : new Set(metrics),
    },
  };
}

function decimalOf(text: string): ExactDecimal {
  const [digits = "", scale = ""] = text.split("e-");
  return { digits: BigInt(digits), scale: Number(scale) };
}
