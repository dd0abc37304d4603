import type { TenantConfig } from "@stagefold/domain";
import type { ReportData } from "./report-data.ts";

/** What every report is made of: a tenant, its configuration, and the newest values of the topics. */
export interface ReportContext {
  readonly tenantId: string;
  readonly config: TenantConfig;
  /** `clock.grace`: how long after its end a period becomes final. */
  readonly graceMs: number;
  readonly data: ReportData;
}
