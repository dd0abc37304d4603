/** Servers for tests that stop or freeze them: nobody else's tests may run on those. */
import { inject } from "vitest";
import { type Provider, providerOf, WHY_NOT_OWN } from "./provider.ts";
import type { Server } from "./server.ts";

const provider = inject("provider");

/** Why there are none, or null where there are: `describe.skipIf(NO_OWN_SERVERS !== null)`. Never so in CI. */
export const NO_OWN_SERVERS: string | null = provider === "given" ? WHY_NOT_OWN : null;

/** A broker of the test's own, of the same kind as the one that all share. The test removes it. */
export function startOwnBroker(): Promise<Server> {
  return own().startBroker();
}

/** A registry of the test's own. The test removes it. */
export function startOwnRegistry(): Promise<Server> {
  return own().startRegistry();
}

function own(): Provider {
  if (provider === "given") throw new Error(WHY_NOT_OWN);
  return providerOf(provider);
}
