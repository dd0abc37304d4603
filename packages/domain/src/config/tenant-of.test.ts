import { expect, it } from "vitest";
import type { StagefoldConfig } from "./config.ts";
import { tenantConfig } from "./tenant-config.test-support.ts";
import { tenantConfigOf } from "./tenant-of.ts";

const clock = { latenessMs: 0, maxFutureMs: 0, graceMs: 0 };
const acme = tenantConfig({ currency: "EUR" });
const others = tenantConfig({ currency: "USD" });

it("given an entry of its own, then a tenant is served by that, else by the one named *, else by none", () => {
  const config: StagefoldConfig = {
    tenants: new Map([
      ["acme", acme],
      ["*", others],
    ]),
    clock,
  };

  expect(tenantConfigOf(config, "acme")).toBe(acme);
  expect(tenantConfigOf(config, "globex")).toBe(others);
  expect(tenantConfigOf({ tenants: new Map([["acme", acme]]), clock }, "globex")).toBeUndefined();
});
