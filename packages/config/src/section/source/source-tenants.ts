import type { StagefoldConfig } from "@stagefold/domain";
import { entries, member } from "../../rule/raw.ts";
import { stageNamesOf } from "../../rule/stages.ts";
import type { RuleFunnel } from "./compile-source.ts";

/** The tenants that sources may name. */
export interface SourceTenants {
  readonly names: readonly string[];
  /** The funnel of a tenant by its own name or by `*`; undefined: there is none, or it cannot be told. */
  readonly funnelOf: (tenantId: string) => RuleFunnel | undefined;
}

/** Of a file that may have faults: a funnel with faults is none. Pure. */
export function tenantsOfFile(file: unknown): SourceTenants {
  const tenants = new Map(entries(member(file, "tenants")));
  return {
    names: [...tenants.keys()],
    funnelOf: (tenantId) => {
      const tenant = tenants.get(tenantId) ?? tenants.get("*");
      const stages = stageNamesOf(tenant);
      const qualified = member(member(tenant, "funnel"), "qualified");
      return stages === undefined || typeof qualified !== "string" ? undefined : { stages: [...stages], qualified };
    },
  };
}

/** Of a configuration that was checked. Pure. */
export function tenantsOfConfig({ tenants }: StagefoldConfig): SourceTenants {
  return {
    names: [...tenants.keys()],
    funnelOf: (tenantId) => (tenants.get(tenantId) ?? tenants.get("*"))?.funnel,
  };
}
