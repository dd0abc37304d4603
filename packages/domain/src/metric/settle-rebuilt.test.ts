import { describe, expect, it } from "vitest";
import type { Grain, MetricName } from "../config/config.ts";
import { tenantConfig } from "../config/tenant-config.test-support.ts";
import { instant, moved } from "../lead/lead.test-support.ts";
import type { TenantMetrics } from "./tenant-metrics.test-support.ts";
import { lineOf, tenantMetrics } from "./tenant-metrics.test-support.ts";

function published(metric: MetricName, grain: Grain): TenantMetrics {
  return tenantMetrics(
    tenantConfig({
      segments: [{ dimensions: [], grains: [grain] }],
      publish: { grains: null, metrics: new Set([metric]) },
    }),
  );
}

describe("what came up and went away before a state was rebuilt", () => {
  it("given spend of a closed day, then it is RESTATED when it comes again: it was FINAL before", () => {
    const tenant = published("spend", "DAY");
    tenant.spend("2026-01-05", 3_000_000n);
    tenant.spend("2026-01-05", -3_000_000n);
    tenant.commit("2026-02-01", { rebuilding: true });

    tenant.spend("2026-01-05", 4_000_000n);
    expect(tenant.commit("2026-02-01").map(lineOf)).toEqual(["spend - DAY 2026-01-05: 4000000/- = 4 RESTATED"]);
  });

  it("given a closed window that held a lead, then it is RESTATED when it holds one again", () => {
    const tenant = published("leads_reached", "ROLLING_7D");
    tenant.lead("a", moved("MQL", "2026-01-05"));
    tenant.count(instant("2026-02-01"));
    tenant.lead("a", moved("MQL", "2026-01-03"));
    tenant.commit("2026-02-01", { rebuilding: true });

    tenant.lead("b", moved("MQL", "2026-01-05"));
    expect(tenant.commit("2026-02-01").map(lineOf)).toContain(
      "leads_reached MQL ROLLING_7D 2026-01-05: 1/- = 1 RESTATED",
    );
  });

  it("given a period that had not begun then, then a value that first comes up after it closed is FINAL once", () => {
    const tenant = published("leads_reached", "DAY");
    tenant.commit("2026-01-04", { rebuilding: true });
    tenant.commit("2026-02-01");

    tenant.lead("a", moved("MQL", "2026-01-05T09:00Z"));
    expect(tenant.commit("2026-02-01").map(lineOf)).toEqual(["leads_reached MQL DAY 2026-01-05: 1/- = 1 FINAL"]);
    tenant.lead("b", moved("MQL", "2026-01-05T09:00Z"));
    expect(tenant.commit("2026-02-01").map(lineOf)).toEqual(["leads_reached MQL DAY 2026-01-05: 2/- = 2 RESTATED"]);
  });
});
