import type { StagefoldConfig, TenantConfig } from "./config.ts";

/** The configuration that serves `tenantId`: its own entry, else the one named `*`, else undefined. Pure. */
export function tenantConfigOf(config: StagefoldConfig, tenantId: string): TenantConfig | undefined {
  return config.tenants.get(tenantId) ?? config.tenants.get("*");
}
