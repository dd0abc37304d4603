/** The tenants that a server knows, as far as a caller may see them. */
import { type StagefoldConfig, type TenantConfig, tenantConfigOf } from "@stagefold/domain";
import { type Caller, HttpProblem } from "@stagefold/http";
import type { ReportContext, ReportData } from "@stagefold/reports";
import type { ServedConfig } from "../model.ts";
import { NO_SUCH_TENANT } from "../problem/api-problems.ts";

/**
 * What reports of the tenant are made with. Throws 404 for a tenant that is not there, and for one that the caller
 * may not see, in the same words. One that only the entry `*` serves is there once it has a record.
 */
export function tenantContext(
  tenantId: string,
  caller: Caller,
  { config }: ServedConfig,
  data: ReportData,
): ReportContext {
  const tenant = caller.sees(tenantId) ? configOf(config, tenantId) : null;
  if (tenant === null || (!config.tenants.has(tenantId) && !data.tenantIds().includes(tenantId))) {
    throw new HttpProblem(
      NO_SUCH_TENANT,
      `there is no tenant ${tenantId} that you may see: /v1/tenants lists those that you may`,
    );
  }
  return { tenantId, config: tenant, graceMs: config.clock.graceMs, data };
}

/** All that the caller may see, in order. */
export function tenantContexts(caller: Caller, { config }: ServedConfig, data: ReportData): ReportContext[] {
  const named = [...config.tenants.keys()].filter((tenantId) => tenantId !== "*");
  const tenantIds = new Set([...named, ...data.tenantIds()]);
  return [...tenantIds]
    .filter((tenantId) => caller.sees(tenantId))
    .sort()
    .flatMap((tenantId) => {
      const tenant = configOf(config, tenantId);
      return tenant === null ? [] : [{ tenantId, config: tenant, graceMs: config.clock.graceMs, data }];
    });
}

/** The entry `*` is no tenant, whatever a request says. */
function configOf(config: StagefoldConfig, tenantId: string): TenantConfig | null {
  return tenantId === "*" ? null : (tenantConfigOf(config, tenantId) ?? null);
}
